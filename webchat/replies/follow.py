"""Logs of replies that other processes write: copies in this one, kept up to date by one look for all of them, however
many readers they have. A reader waits at a copy as it would at the log itself."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import cast
from uuid import UUID

from webchat.rendering.reply import Ended, Status
from webchat.replies import store
from webchat.replies.log import ReplyLog

PAUSE = 0.05  # seconds between two looks
PAUSE_AFTER_ERROR = 1.0

logger = logging.getLogger(__name__)


class Copy:
    def __init__(self, reply_id: UUID) -> None:
        self.log = ReplyLog(reply_id)
        self.readers = 0
        self.seen = 0  # entries


_copies: dict[UUID, Copy] = {}
_followers: set["asyncio.Task[None]"] = set()  # none or one


@asynccontextmanager
async def copy_of(reply_id: UUID) -> AsyncIterator[ReplyLog]:
    """The log of a reply that another process writes, or that has ended: at once what there is of it, and what follows
    as long as somebody reads it."""
    copy = _copies.get(reply_id)
    if copy is None:
        copy = Copy(reply_id)
        await _look({reply_id: copy})
        copy = _copies.setdefault(reply_id, copy)  # another reader may have come meanwhile
    copy.readers += 1
    try:
        if not _followers and not copy.log.ended:
            # In a context of its own: in this reader's nobody may ask the database once its request has ended.
            task = asyncio.get_running_loop().create_task(_follow(), context=Context())
            _followers.add(task)
        yield copy.log
    finally:
        copy.readers -= 1
        if not copy.readers:
            _copies.pop(reply_id, None)


async def _follow() -> None:
    try:
        while running := {reply_id: copy for reply_id, copy in _copies.items() if not copy.log.ended}:
            await _look_and_pause(running)
    finally:
        _followers.clear()  # in the same turn of the loop: a reader that comes in the next one begins another


async def _look_and_pause(copies: dict[UUID, Copy]) -> None:
    try:
        await _look(copies)
        await asyncio.sleep(PAUSE)
    except Exception:  # the database is away; its readers wait
        logger.exception("the logs of other processes cannot be read")
        await asyncio.sleep(PAUSE_AFTER_ERROR)


async def _look(copies: dict[UUID, Copy]) -> None:
    found = await store.look({reply_id: copy.seen for reply_id, copy in copies.items()})
    for reply_id, copy in copies.items():
        entries = found.entries.get(reply_id, [])
        copy.seen += len(entries)
        for entry in entries:
            copy.log.append(entry)
        status = found.statuses.get(reply_id, "interrupted")  # deleted meanwhile
        if status != "running" and not copy.log.ended:
            copy.log.append(Ended(cast("Status", status)))  # what was said has been forgotten
