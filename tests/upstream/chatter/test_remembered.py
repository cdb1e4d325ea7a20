from webchat.upstream.chatter.remembered import Remembered


async def test_an_answer_that_is_too_old_is_asked_for_again():
    answers = iter("ab")

    async def ask():
        return next(answers)

    kept, forgotten = Remembered(), Remembered(lifetime=-1)
    assert [await kept.get(ask), await kept.get(ask)] == ["a", "a"]
    assert await forgotten.get(ask) == "b"
    answers = iter("cd")
    assert [await forgotten.get(ask), await forgotten.get(ask)] == ["c", "d"]
