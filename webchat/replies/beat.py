"""The one clock of a process: about four times a second it commits the logs of all running replies in one
transaction, shows a sign of life for each and reads the stop marks; now and then it sweeps."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from django.conf import settings
from django.db import DatabaseError

from webchat.replies import run, store
from webchat.replies.log import joined
from webchat.replies.run import Run

BEAT = 0.25  # seconds
BEATS_BETWEEN_SWEEPS = 40

logger = logging.getLogger(__name__)


async def commit() -> None:
    """One beat. On a database error nothing counts as committed, and the next beat tries again."""
    runs = list(run.here().values())
    if not runs:
        return
    seen = [(each, len(each.log.entries)) for each in runs]
    pages = [_page(each, count) for each, count in seen if count > each.log.committed]
    stopped = await store.commit(pages, [each.log.reply_id for each in runs])
    for page in pages:
        run.here()[page.reply_id].log.rows += len(page.entries)
    for each, count in seen:
        each.log.committed = count
        if each.log.ended and count == len(each.log.entries):
            run.forget(each.log.reply_id)
    for reply_id in stopped:
        run.stop_here(reply_id)


def _page(each: Run, count: int) -> store.Page:
    log = each.log
    return store.Page(log.reply_id, log.rows, joined(log.entries[log.committed : count]))


async def _forever() -> None:
    beats = 0
    while True:
        try:
            await commit()
            if beats % BEATS_BETWEEN_SWEEPS == 0:
                await store.sweep()
        except DatabaseError as error:
            logger.warning("beat missed: %s", type(error).__name__)
        beats += 1
        await asyncio.sleep(BEAT)


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Beat while the process serves; on the way out let replies finish and commit what they said."""
    task = asyncio.create_task(_forever())
    try:
        yield
    finally:
        await run.finish(settings.SHUTDOWN_GRACE)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await commit()
