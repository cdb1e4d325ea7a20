"""The log of a reply in the database: what other processes read, and what is left when a process is gone."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from webchat.models import AttachedFile, Reply, ReplyEvent
from webchat.rendering.reply import Ended, Entry
from webchat.replies.codec import decode, encode
from webchat.upstream.types import ReplyStarted

POLL = 0.25  # seconds between two looks at a log that another process writes
SILENCE = timedelta(seconds=30)  # without a sign of life a reply's process counts as gone
KEPT = timedelta(hours=1)  # how long a reply stays here after its end


@dataclass(frozen=True, slots=True)
class Page:
    """What one beat adds to the log of one reply."""

    reply_id: UUID
    number: int  # of its first row
    entries: Sequence[Entry]


@sync_to_async
def commit(pages: Iterable[Page], alive: Sequence[UUID]) -> frozenset[UUID]:
    """Write all pages and signs of life in one transaction; returns which of the living are to be stopped."""
    pages = list(pages)
    with transaction.atomic():
        ReplyEvent.objects.bulk_create(row for page in pages for row in _rows(page))
        Reply.objects.filter(id__in=alive).update(beat_at=timezone.now())
        for page in pages:
            _update(page)
    return frozenset(Reply.objects.filter(id__in=alive, stop_requested=True).values_list("id", flat=True))


def _rows(page: Page) -> Iterable[ReplyEvent]:
    for number, entry in enumerate(page.entries, start=page.number):
        yield ReplyEvent(reply_id=page.reply_id, number=number, entry=encode(entry))


def _update(page: Page) -> None:
    """Lift into the reply's own row what is asked for without reading its log."""
    changed: dict[str, object] = {}
    for entry in page.entries:
        match entry:
            case ReplyStarted(chat_id):
                changed["chat_id"] = chat_id
                AttachedFile.objects.filter(sent_with=page.reply_id).update(chat_id=chat_id)
            case Ended(status):
                changed |= {"status": status, "ended_at": timezone.now()}
    if changed:
        Reply.objects.filter(id=page.reply_id).update(**changed)


async def entries(reply_id: UUID, start: int = 0) -> list[Entry]:
    rows = ReplyEvent.objects.filter(reply_id=reply_id, number__gte=start).values_list("entry", flat=True)
    return [decode(row) async for row in rows]


async def read(reply_id: UUID, quiet: float = 15) -> AsyncGenerator[list[Entry], None]:
    """As ReplyLog.read, from the database."""
    position = 0
    silent = 0.0
    while True:
        batch = await entries(reply_id, position)
        position += len(batch)
        if batch or position == 0 or silent >= quiet:
            silent = 0.0
            yield batch
        if batch and isinstance(batch[-1], Ended):
            return
        if not batch and not await Reply.objects.filter(id=reply_id).aexists():
            yield [Ended("interrupted")]  # deleted meanwhile
            return
        await asyncio.sleep(POLL)
        silent += POLL


@sync_to_async
def sweep() -> None:
    """Mark the replies whose process is gone, and forget those that ended long ago."""
    now = timezone.now()
    Reply.objects.filter(ended_at__lt=now - KEPT).delete()
    for reply in Reply.objects.filter(status=Reply.Status.RUNNING, beat_at__lt=now - SILENCE):
        with transaction.atomic():
            number = ReplyEvent.objects.filter(reply=reply).count()
            page = Page(reply.id, number, [Ended("interrupted")])
            ReplyEvent.objects.bulk_create(_rows(page), ignore_conflicts=True)
            _update(page)
