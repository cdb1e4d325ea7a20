"""The log of a reply, wherever it is: in this process while it runs here, else in the database."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from webchat.models import AttachedFile, Reply, User
from webchat.rendering.reply import Entry
from webchat.replies import follow, limits, run, store
from webchat.replies.database import in_database
from webchat.replies.log import ReplyLog
from webchat.upstream.types.saved import ChatFile, Turn

CLOCK_DIFFERENCE = timedelta(seconds=60)  # between the upstream and us, at most


async def read(reply: Reply) -> AsyncGenerator[list[Entry], None]:
    """What is there, at once; then what follows, to the end. Empty batches show that nothing came for a while."""
    async with _log(reply.id) as log:
        async for batch in log.read():
            yield batch


@asynccontextmanager
async def _log(reply_id: UUID) -> AsyncIterator[ReplyLog]:
    if here := run.here().get(reply_id):
        yield here.log
    else:
        async with follow.copy_of(reply_id) as log:
            yield log


async def own(user: User, reply_id: UUID | None) -> Reply | None:
    """The reply of that id, if it is this user's."""
    return await Reply.objects.filter(user=user, id=reply_id).afirst() if reply_id else None


async def entries(reply: Reply) -> list[Entry]:
    here = run.here().get(reply.id)
    return list(here.log.entries) if here else await store.entries(reply.id)


async def entries_of(replies: Sequence[Reply]) -> dict[UUID, list[Entry]]:
    """The entries of several replies."""
    here = run.here()
    kept = (await store.look({reply.id: 0 for reply in replies if reply.id not in here})).entries
    logs = {reply.id: here[reply.id].log.entries if reply.id in here else kept.get(reply.id, []) for reply in replies}
    return {reply_id: list(entries) for reply_id, entries in logs.items()}


async def kept(user: User, chat_id: str) -> list[Reply]:
    """The replies this user asked for in a chat, oldest first, as far as they are not forgotten."""
    replies = [reply async for reply in Reply.objects.filter(user=user, chat_id=chat_id).exclude(prompt="")]
    for reply in replies:
        if (here := run.here().get(reply.id)) and here.log.ended:
            reply.status = Reply.Status(here.log.ended.status)  # the beat has not come round to it yet
    return sorted(replies, key=lambda reply: reply.created_at)


async def running(user: User) -> list[Reply]:
    """What is being written for this user in chats that are known, oldest first."""
    return await _not_ended_here(limits.running(user.pk).exclude(chat_id="").order_by("created_at"))


async def begun(user: User) -> list[Reply]:
    """What is being written for this user in chats that are not known yet."""
    return await _not_ended_here(limits.running(user.pk).filter(chat_id="", sent_at__isnull=False))


async def latest(user: User, chat_id: str) -> Reply | None:
    """The reply this user asked for last in a chat, also when what it said is forgotten."""
    return await Reply.objects.filter(user=user, chat_id=chat_id).order_by("-created_at").afirst()


def reply_of(turn: Turn, replies: Sequence[Reply]) -> Reply | None:
    """Which of our replies, oldest first, a turn that the upstream saved is: the same prompt, asked at the same time.
    The same words may have been sent twice within seconds, so the nearest it is."""
    same = [reply for reply in replies if reply.prompt == turn.prompt]
    asked = turn.asked
    if asked is None or not same:
        return same[-1] if same else None
    nearest = min(same, key=lambda reply: abs(reply.created_at - asked))
    return nearest if abs(nearest.created_at - asked) < CLOCK_DIFFERENCE else None


@in_database
def files(reply: Reply) -> tuple[ChatFile, ...]:
    """Those that went along with its prompt."""
    return tuple(ChatFile(file.upstream_id, file.name) for file in AttachedFile.objects.filter(sent_with=reply.id))


async def next_after(reply: Reply, chat_id: str) -> Reply | None:
    """The message that waited for this reply to end. One that came later has a stream of its own."""
    same = Q(after=reply.id) | Q(chat_id=chat_id) if chat_id else Q(after=reply.id)
    ended_at = Coalesce(Reply.objects.filter(id=reply.id).values("ended_at"), Value(timezone.now()))
    between = limits.running(reply.user_id).filter(same, created_at__gt=reply.created_at, created_at__lte=ended_at)
    return next(iter(await _not_ended_here(between.order_by("created_at"))), None)


async def is_waiting_for_turn(reply: Reply) -> bool:
    """Whether another reply of its chat has to end before this one begins. The database decides, as it did when the
    message came in: the stream of a reply that has only just ended goes on to this one."""
    return reply.sent_at is None and limits.has_to_wait(reply, await _all(limits.running(reply.user_id)))


async def _not_ended_here(running: QuerySet[Reply]) -> list[Reply]:
    """Those of them that run; one that has ended here, if not in the database yet, does not."""
    found = await _all(running)
    runs = run.here()
    return [reply for reply in found if not ((each := runs.get(reply.id)) and each.log.ended)]


@in_database
def _all(replies: QuerySet[Reply]) -> list[Reply]:
    return list(replies)
