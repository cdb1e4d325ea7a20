import pytest

from webchat.upstream.errors import TimedOut
from webchat.upstream.glean.queued import queued_turn
from webchat.upstream.types.replies import ReplyFinished, Step, StepKind, TextDelta
from webchat.upstream.types.saved import Chat, Turn

OTHER = Turn("Before?", reply=(TextDelta("Yes."),))
ASKED = Turn("Now?")
THINKING = Turn("Now?", reply=(Step(StepKind.OTHER, "Thinking"),))
HALF = Turn("Now?", reply=(TextDelta("In a"),))
WHOLE = Turn("Now?", reply=(TextDelta("In a minute."), ReplyFinished()))
FAILED = Turn("Now?", failure="The model slept.")


async def wait(*readings, patience=300.0):
    """The turn that was waited for, and the pauses: each reading is the newest turn of the chat, the last repeats."""
    script, pauses = list(readings), []

    async def read():
        turn = script.pop(0) if len(script) > 1 else script[0]
        return Chat("c-1", turns=(turn,) if turn else ())

    async def sleep(seconds):
        pauses.append(seconds)

    return await queued_turn(read, "Now?", patience, sleep), pauses


@pytest.mark.parametrize("turn", [WHOLE, FAILED])
async def test_the_turn_comes_when_the_chat_answers_the_prompt(turn):
    found, _ = await wait(None, OTHER, ASKED, THINKING, turn)
    assert found == turn


async def test_a_reply_that_still_grows_is_not_taken():
    found, _ = await wait(HALF, WHOLE)
    assert found == WHOLE


async def test_the_pauses_grow_from_one_second_to_five():
    _, pauses = await wait(*[OTHER] * 6, WHOLE)
    assert pauses == [1.0, 1.5, 2.25, 3.375, 5.0, 5.0, 5.0, 5.0]


@pytest.mark.parametrize("turn", [None, OTHER, ASKED, THINKING])
async def test_it_is_given_up_after_the_turns_time(turn):
    with pytest.raises(TimedOut):
        await wait(turn, patience=20.0)
