"""What was said before, as far as it can go along with a prompt."""

from collections import deque
from collections.abc import Iterable

from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Turn


def latest(newest_first: Iterable[Turn], most: int) -> tuple[Turn, ...]:
    """The newest turns, oldest first: as many as have at most `most` characters together."""
    turns: deque[Turn] = deque()
    for turn in newest_first:
        most -= _size(turn)
        if most < 0:
            break
        turns.appendleft(turn)
    return tuple(turns)


def _size(turn: Turn) -> int:
    return len(turn.prompt) + sum(len(event.text) for event in turn.reply if isinstance(event, TextDelta))
