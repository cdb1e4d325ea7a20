"""The log of a reply, wherever it is: in this process while it runs here, else in the database."""

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta

from webchat.models import Reply, User
from webchat.rendering.reply import Entry
from webchat.replies import run, store
from webchat.upstream.types import Turn

CLOCK_DIFFERENCE = timedelta(seconds=60)  # between the upstream and us, at most


def read(reply: Reply) -> AsyncGenerator[list[Entry], None]:
    """What is there, at once; then what follows, to the end. Empty batches show that nothing came for a while."""
    here = run.here().get(reply.id)
    return here.log.read() if here else store.read(reply.id)


async def entries(reply: Reply) -> list[Entry]:
    here = run.here().get(reply.id)
    return list(here.log.entries) if here else await store.entries(reply.id)


async def kept(user: User, chat_id: str) -> list[Reply]:
    """The replies this user asked for in a chat, oldest first, as far as they are not forgotten."""
    replies = [reply async for reply in Reply.objects.filter(user=user, chat_id=chat_id).exclude(prompt="")]
    for reply in replies:
        if (here := run.here().get(reply.id)) and here.log.ended:
            reply.status = Reply.Status(here.log.ended.status)  # the beat has not come round to it yet
    return sorted(replies, key=lambda reply: reply.created_at)


def reply_of(turn: Turn, replies: Sequence[Reply]) -> Reply | None:
    """Which of our replies, oldest first, a turn that the upstream saved is: the same prompt, asked at the same time.
    The same words may have been sent twice within seconds, so the nearest it is."""
    same = [reply for reply in replies if reply.prompt == turn.prompt]
    asked = turn.asked
    if asked is None or not same:
        return same[-1] if same else None
    nearest = min(same, key=lambda reply: abs(reply.created_at - asked))
    return nearest if abs(nearest.created_at - asked) < CLOCK_DIFFERENCE else None
