"""The log of a reply, wherever it is: in this process while it runs here, else in the database."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta

from webchat.models import Reply, User
from webchat.rendering.reply import Entry
from webchat.replies import run, store

CLOCK_DIFFERENCE = timedelta(seconds=10)  # between the upstream and us


def read(reply: Reply) -> AsyncGenerator[list[Entry], None]:
    """What is there, at once; then what follows, to the end. Empty batches show that nothing came for a while."""
    here = run.here().get(reply.id)
    return here.log.read() if here else store.read(reply.id)


async def entries(reply: Reply) -> list[Entry]:
    here = run.here().get(reply.id)
    return list(here.log.entries) if here else await store.entries(reply.id)


async def latest(user: User, chat_id: str) -> list[Reply]:
    """The last two replies this user asked for in a chat, newest first, as far as they are not forgotten."""
    replies = [reply async for reply in Reply.objects.filter(user=user, chat_id=chat_id).order_by("-created_at")[:2]]
    for reply in replies:
        if (here := run.here().get(reply.id)) and here.log.ended:
            reply.status = Reply.Status(here.log.ended.status)  # the beat has not come round to it yet
    return replies


def is_turn_of(replies: Sequence[Reply], prompt: str, asked: datetime | None) -> bool:
    """Whether a turn the upstream saved is that of the newest of these replies: the same prompt, asked at about the
    time, and nearer to it than to the one before, which may be the same prompt too."""
    newest = replies[0]
    if prompt != newest.prompt:
        return False
    if asked is None:
        return True
    nearest = min(replies, key=lambda reply: abs(reply.created_at - asked))
    return nearest is newest and newest.created_at - asked < CLOCK_DIFFERENCE
