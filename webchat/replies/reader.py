"""The log of a reply, wherever it is: in this process while it runs here, else in the database."""

from collections.abc import AsyncGenerator
from datetime import datetime

from webchat.models import Reply, User
from webchat.rendering.reply import Entry
from webchat.replies import run, store

CLOCK_DIFFERENCE = 10  # seconds


def read(reply: Reply) -> AsyncGenerator[list[Entry], None]:
    """What is there, at once; then what follows, to the end. Empty batches show that nothing came for a while."""
    here = run.here().get(reply.id)
    return here.log.read() if here else store.read(reply.id)


async def entries(reply: Reply) -> list[Entry]:
    here = run.here().get(reply.id)
    return list(here.log.entries) if here else await store.entries(reply.id)


async def latest(user: User, chat_id: str) -> Reply | None:
    """The reply this user asked for last in a chat, if it is not forgotten yet."""
    reply = await Reply.objects.filter(user=user, chat_id=chat_id).order_by("-created_at").afirst()
    if reply and (here := run.here().get(reply.id)) and here.log.ended:
        reply.status = Reply.Status(here.log.ended.status)  # the beat has not come round to it yet
    return reply


def is_same_turn(reply: Reply, prompt: str, asked: datetime | None) -> bool:
    """Whether a turn the upstream saved is the one this reply belongs to. Clocks may differ by some seconds."""
    if prompt != reply.prompt:
        return False
    return asked is None or (reply.created_at - asked).total_seconds() < CLOCK_DIFFERENCE
