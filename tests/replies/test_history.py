from collections.abc import Iterator

from webchat.replies import history
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Turn

ONE = Turn("One?", reply=(TextDelta("1"),))
TWO = Turn("Two?", reply=(TextDelta("2"),))


def test_of_many_turns_the_newest_go_along_oldest_first():
    assert history.latest([TWO, ONE], 10) == (ONE, TWO)
    assert history.latest([TWO, ONE], 9) == (TWO,)
    assert history.latest([TWO, ONE], 0) == history.latest([], 9) == ()


def test_a_turn_that_does_not_fit_ends_it_and_what_is_older_is_not_even_looked_at():
    def turns() -> Iterator[Turn]:
        yield TWO
        yield Turn("x" * 100)
        raise AssertionError

    assert history.latest(turns(), 50) == (TWO,)
