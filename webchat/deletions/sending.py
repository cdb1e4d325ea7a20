"""What is due goes to the chat API, whether or not whoever deleted it, or the process that was told, is still there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from django.db import InterfaceError, OperationalError

from webchat.connection import client_for
from webchat.deletions import store
from webchat.models import Deletion, User
from webchat.replies import run
from webchat.upstream.errors import NotFound, RateLimited, TimedOut, UpstreamError
from webchat.upstream.protocol import ChatClient

MOST_AT_ONCE = 8  # deletions sent by this process
MOST_IDS = 100  # chats in one request
LONGEST_CALL = 60  # seconds; less than the lease
PAUSE = 5.0  # seconds before the second try; twice as long before each further one
LONGEST_PAUSE = 3600.0
MOST_TRIES = 32  # about a day
FAREWELL = 3  # seconds that requests may take to end when the process does

logger = logging.getLogger(__name__)
_sending: set["asyncio.Task[None]"] = set()


async def send_due() -> None:
    """Begin to send what is due, as far as there is room for it."""
    if room := MOST_AT_ONCE - len(_sending):
        for deletion in await store.claim(room):
            task = asyncio.create_task(send(deletion))
            _sending.add(task)
            task.add_done_callback(_sending.discard)


async def send_all_of(user: User) -> bool:
    """All that this user has deleted, due or not. Whether anything is left that could not be sent."""
    for deletion in await store.claim_all_of(user):
        await send(deletion)
    return await store.has_any(user)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """While the process serves."""
    try:
        yield
    finally:
        await end()


async def end() -> None:
    """What is not answered by then is sent again, by another process or after the next start."""
    if tasks := tuple(_sending):
        await asyncio.wait(tasks, timeout=FAREWELL)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def send(deletion: Deletion) -> None:
    """Delete all of a claimed deletion upstream. A user who has been deactivated meanwhile still meant it."""
    try:
        client = client_for(deletion.user)
        await _delete_chats(client, deletion)
        if files := await store.files(deletion):
            await _delete(client.delete_files, files)
        await store.finish(deletion)
    except (OperationalError, InterfaceError):  # when the lease is over, it is tried again
        logger.exception("%s was not sent", deletion)
    except Exception as error:  # noqa: BLE001 - told by the line in the log
        await _try_again(deletion, error)


async def _delete_chats(client: ChatClient, deletion: Deletion) -> None:
    left: list[str] = deletion.chat_ids
    while left:
        now, left = left[:MOST_IDS], left[MOST_IDS:]
        await run.forget_chats(deletion.user, now)
        await _delete(client.delete_chats, now)
        await store.keep(deletion, left)


async def _delete(delete: Callable[[Sequence[str]], Awaitable[None]], ids: Sequence[str]) -> None:
    """What is gone already is as good as deleted; of several, it is not said which one that is."""
    try:
        async with asyncio.timeout(LONGEST_CALL):
            await delete(ids)
    except TimeoutError as error:
        raise TimedOut from error
    except NotFound:
        if middle := len(ids) // 2:
            await _delete(delete, ids[:middle])
            await _delete(delete, ids[middle:])


async def _try_again(deletion: Deletion, error: Exception) -> None:
    is_ours = not isinstance(error, UpstreamError)  # then the log has to tell where
    logger.warning("%s: try %s failed: %s", deletion, deletion.tries, type(error).__name__, exc_info=is_ours)
    if deletion.tries >= MOST_TRIES:
        logger.error("%s is given up: what the chat API still has is shown again", deletion)
        await store.give_up(deletion)
    else:
        await store.postpone(deletion, pause_after(deletion.tries, error))


def pause_after(tries: int, error: Exception) -> timedelta:
    asked = error.retry_after or 0 if isinstance(error, RateLimited) else 0
    return timedelta(seconds=min(max(asked, PAUSE * 2 ** (tries - 1)), LONGEST_PAUSE))
