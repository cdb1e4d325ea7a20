"""A reply that another turn of the same chat has to make room for (202, glean-api.md 3.7).

No operation waits for one, so the chat is read again and again until the reply stands in it.
"""

from collections.abc import Awaitable, Callable, Iterator

from webchat.upstream.errors import TimedOut
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Chat, Turn

Sleep = Callable[[float], Awaitable[object]]

FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 5.0
GROWTH = 1.5


async def queued_turn(read: Callable[[], Awaitable[Chat]], prompt: str, patience: float, sleep: Sleep) -> Turn:
    """The chat's newest turn, once it answers the prompt and has stopped growing.

    TimedOut: it did not within `patience` seconds of pauses.
    """
    seen: Turn | None = None
    for pause in _pauses(patience):
        await sleep(pause)
        turn = _newest(await read())
        if turn == seen and turn is not None and _answers(turn, prompt):
            return turn
        seen = turn
    raise TimedOut(f"still queued after {patience:g} s")


def _newest(chat: Chat) -> Turn | None:
    return chat.turns[-1] if chat.turns else None


def _answers(turn: Turn, prompt: str) -> bool:
    told = bool(turn.failure) or any(isinstance(event, TextDelta) for event in turn.reply)
    return told and turn.prompt.strip() == prompt.strip()


def _pauses(patience: float) -> Iterator[float]:
    waited, pause = 0.0, FIRST_PAUSE
    while waited < patience:
        yield pause
        waited += pause
        pause = min(pause * GROWTH, LONGEST_PAUSE)
