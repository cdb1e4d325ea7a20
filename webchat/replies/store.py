"""The log of a reply in the database: what other processes read, and what is left when a process is gone."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction
from django.utils import timezone

from webchat.models import AttachedFile, Reply, ReplyEvent, User
from webchat.rendering.reply import Ended, Entry
from webchat.replies.codec import decode, encode
from webchat.replies.log import Page
from webchat.upstream.types import ReplyStarted

POLL = 0.25  # seconds between two looks at a log that another process writes
SILENCE = timedelta(seconds=30)  # without a sign of life a reply's process counts as gone
KEPT = timedelta(hours=1)  # how long what was said stays here after a reply's end
KEY_KEPT = timedelta(days=30)  # how long its send key does


@dataclass(frozen=True, slots=True)
class Marks:
    """What others have decided about the replies of this process."""

    stopped: frozenset[UUID] = frozenset()
    lost: frozenset[UUID] = frozenset()  # ended or deleted by somebody else: nothing more is kept of them


@sync_to_async
def commit(pages: Sequence[Page], alive: Sequence[UUID]) -> Marks:
    """Write all pages and signs of life in one transaction; on an error, none of them. A page may come again."""
    with transaction.atomic():
        running = Reply.objects.filter(id__in=alive, status=Reply.Status.RUNNING)
        running.update(beat_at=timezone.now())
        marks = dict(running.values_list("id", "stop_requested"))
        wanted = [page for page in pages if page.reply_id in marks and page.entries]
        ReplyEvent.objects.bulk_create((row for page in wanted for row in _rows(page)), ignore_conflicts=True)
        for page in wanted:
            _update(page)
    return Marks(
        stopped=frozenset(each for each, is_stopped in marks.items() if is_stopped),
        lost=frozenset(alive) - marks.keys(),
    )


def _rows(page: Page) -> Iterator[ReplyEvent]:
    for number, entry in enumerate(page.entries, start=page.number):
        yield ReplyEvent(reply_id=page.reply_id, number=number, entry=encode(entry))


def _update(page: Page) -> None:
    """Lift into the reply's own row what is asked for without reading its log."""
    reply = Reply.objects.filter(id=page.reply_id)
    files = AttachedFile.objects.filter(sent_with=page.reply_id)
    for entry in page.entries:
        match entry:
            case ReplyStarted(chat_id):
                reply.update(chat_id=chat_id)
                files.update(chat_id=chat_id)
            case Ended(status):
                reply.update(status=status, ended_at=timezone.now())
                if status in {"failed", "interrupted"}:
                    files.update(sent_with=None)  # they go along with the next try


async def entries(reply_id: UUID, start: int = 0) -> list[Entry]:
    return (await _look(reply_id, start))[0]


@sync_to_async
def _look(reply_id: UUID, start: int) -> tuple[list[Entry], bool]:
    """The entries from a number on, and whether the reply is still known. Holds no connection between two looks."""
    try:
        rows = ReplyEvent.objects.filter(reply_id=reply_id, number__gte=start).values_list("entry", flat=True)
        found = [decode(row) for row in rows]
        return found, bool(found) or Reply.objects.filter(id=reply_id).exists()
    finally:
        close_old_connections()


async def read(reply_id: UUID, quiet: float = 15) -> AsyncGenerator[list[Entry], None]:
    """As ReplyLog.read, from the database."""
    position = 0
    silent = quiet  # so that the first look is told, whatever it finds
    while True:
        batch, is_known = await _look(reply_id, position)
        if batch or silent >= quiet:
            silent = 0.0
            yield batch
        position += len(batch)
        if batch and isinstance(batch[-1], Ended):
            return
        if not is_known:
            yield [Ended("interrupted")]  # deleted meanwhile
            return
        await asyncio.sleep(POLL)
        silent += POLL


@sync_to_async
def sweep() -> None:
    """Mark the replies whose process is gone, and forget what was said an hour ago. The row itself stays for a month,
    empty: a browser that wakes up and sends its form once more must not begin a second turn."""
    now = timezone.now()
    silent = Reply.objects.filter(status=Reply.Status.RUNNING, beat_at__lt=now - SILENCE)
    for reply_id in silent.values_list("id", flat=True):
        with transaction.atomic():
            # Claimed first: its process may only have been slow, and another one sweeps too.
            if silent.filter(id=reply_id).update(status=Reply.Status.INTERRUPTED, ended_at=now):
                number = ReplyEvent.objects.filter(reply_id=reply_id).count()
                ReplyEvent.objects.bulk_create(_rows(Page(reply_id, number, (Ended("interrupted"),))))
                AttachedFile.objects.filter(sent_with=reply_id).update(sent_with=None)
    ReplyEvent.objects.filter(reply__ended_at__lt=now - KEPT).delete()
    Reply.objects.filter(ended_at__lt=now - KEPT).exclude(prompt="").update(prompt="")
    Reply.objects.filter(ended_at__lt=now - KEY_KEPT).delete()


@sync_to_async
def forget_chats(user: User, chat_ids: Sequence[str] | None) -> list[UUID]:
    """Nothing of these chats, or of all, is kept here any more; returns the replies that were being written."""
    replies, files = Reply.objects.filter(user=user), AttachedFile.objects.filter(user=user)
    if chat_ids is None:
        replies, files = replies.exclude(chat_id=""), files.exclude(chat_id="")
    else:
        replies, files = replies.filter(chat_id__in=chat_ids), files.filter(chat_id__in=chat_ids)
    with transaction.atomic():
        running = list(replies.filter(status=Reply.Status.RUNNING).values_list("id", flat=True))
        ReplyEvent.objects.filter(reply__in=replies).delete()
        replies.update(prompt="", chat_id="", status=Reply.Status.STOPPED, ended_at=timezone.now())
        files.delete()
    return running
