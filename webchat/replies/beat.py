"""The one clock of a process: five times a second it commits the logs of all running replies in one
transaction, shows a sign of life for each and reads the stop marks; once a second it does the chores of others, and now
and then it sweeps."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from uuid import UUID

from django.conf import settings
from django.db import DataError, IntegrityError

from webchat.replies import run, store, temporary
from webchat.replies.log import ReplyLog

BEAT = 0.2  # seconds; with the pause of those who follow from another process, less than 0.3
BEATS_BETWEEN_CHORES = 5
BEATS_BETWEEN_SWEEPS = 20

Chore = Callable[[], Awaitable[None]]  # done between two beats: it must be short

logger = logging.getLogger(__name__)


async def commit() -> None:
    """One beat. On a database error nothing counts as committed, and the next beat offers the same pages again."""
    logs = [each.log for each in run.here().values()]
    if not logs:
        return
    try:
        await _commit(logs)
    except (DataError, IntegrityError, ValueError):
        for log in logs:
            await _commit_or_drop(log)


async def _commit_or_drop(log: ReplyLog) -> None:
    """One that the database will not take must not keep the others from it."""
    try:
        await _commit([log])
    except (DataError, IntegrityError, ValueError):
        logger.exception("reply %s cannot be kept", log.reply_id)
        run.stop_here(log.reply_id)
        run.forget(log.reply_id)


async def _commit(logs: Sequence[ReplyLog]) -> None:
    pages = [log.next_page() for log in logs]
    marks = await store.commit(pages, [log.reply_id for log in logs])
    for log in logs:
        log.acknowledge()
        if log.reply_id in marks.lost:
            run.stop_here(log.reply_id)
        if log.is_stored or log.reply_id in marks.lost:
            run.forget(log.reply_id)
    for reply_id in marks.stopped:
        run.stop_here(reply_id)


async def _beat_until(ending: asyncio.Event, chores: Sequence[Chore]) -> None:
    """Not cancelled but told to end: a commit that is given up half-way goes on in its thread."""
    suspects: frozenset[UUID] = frozenset()
    is_well = True
    for number in count(1):
        try:
            await commit()
            if number % BEATS_BETWEEN_CHORES == 0:
                for chore in chores:
                    await chore()
            if number % BEATS_BETWEEN_SWEEPS == 0:
                suspects = await store.sweep(suspects)
                await temporary.sweep()
            is_well = True
        except Exception:  # nothing may stop the clock; the next beat tries again
            if is_well:
                logger.exception("beat missed")
            suspects, is_well = frozenset(), False
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), BEAT)
        if ending.is_set():
            return


@asynccontextmanager
async def beating(*chores: Chore) -> AsyncIterator[None]:
    """Beat while the process serves; on the way out let replies finish and commit what they said."""
    ending = asyncio.Event()
    task = asyncio.create_task(_beat_until(ending, chores))
    try:
        async with run.running(settings.SHUTDOWN_GRACE):
            yield
    finally:
        ending.set()
        await task
        await commit()
