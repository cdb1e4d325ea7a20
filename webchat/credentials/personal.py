"""The token of a user that is good in this moment. Before it ends it is exchanged for the next one, by one process at a
time: a server that rotates refresh tokens takes a second use of one for a theft, and ends them all."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.credentials import store
from webchat.credentials.issuers import issuer
from webchat.credentials.store import Kept
from webchat.secret import Secret
from webchat.upstream.credential import Headers, bearer
from webchat.upstream.errors import NotConnected, Unavailable, UpstreamError
from webchat.upstream.http import HttpClient

GLANCE = 0.1  # seconds between two looks whether another process has exchanged it
PATIENCE = 15.0  # seconds to wait for that

_exchanges: set["asyncio.Task[Any]"] = set()


@dataclass(frozen=True, slots=True)
class PersonalCredential:
    """A Credential: what the database has of this user, whenever a request is made."""

    http: HttpClient
    user_id: int

    async def headers(self) -> Headers:
        try:
            async with asyncio.timeout(PATIENCE):
                return self._headers(await self._token())
        except TimeoutError as error:
            raise Unavailable("nobody has exchanged the token in time") from error

    async def renew(self, refused: Headers) -> bool:
        kept = await self._kept()
        if self._headers(kept.tokens.access) != refused:
            return True  # somebody else was quicker
        if not kept.tokens.refresh:
            await store.refuse(kept)
            raise NotConnected
        await store.expire(kept)
        return True

    async def _token(self) -> Secret:
        while True:
            kept = await self._kept()
            if not kept.is_due:
                return kept.tokens.access
            if kept.tokens.refresh and (until := await store.lease(kept)):
                return await finished(_exchanged(self.http, kept, until))
            if not kept.has_expired:
                return kept.tokens.access
            if not kept.tokens.refresh:
                await store.refuse(kept)
                raise NotConnected
            await asyncio.sleep(GLANCE)

    def _headers(self, access: Secret) -> Headers:
        return {**issuer().sender(self.user_id), **bearer(access)}

    async def _kept(self) -> Kept:
        kept = await store.get(self.user_id)
        if kept is None or kept.is_refused:
            raise NotConnected
        return kept


async def finished[T](exchange: Coroutine[Any, Any, T]) -> T:
    """Whoever waits for it may leave, and it goes on: tokens that are given and not kept are lost."""
    task = asyncio.get_running_loop().create_task(exchange, context=Context())
    _exchanges.add(task)
    task.add_done_callback(_exchanges.discard)
    return await asyncio.shield(task)


async def settled() -> None:
    """When nothing is exchanged any more."""
    await asyncio.gather(*_exchanges, return_exceptions=True)


async def _exchanged(http: HttpClient, kept: Kept, until: datetime) -> Secret:
    try:
        new = await issuer().exchanged(http, kept.user_id, kept.tokens)
    except NotConnected:
        await store.refuse(kept)
        raise
    except UpstreamError:
        await store.release(kept.user_id, until)
        if kept.has_expired:
            raise
        return kept.tokens.access
    if not await store.exchange(kept.user_id, until, new):  # disconnected meanwhile
        await issuer().revoke(http, kept.user_id, new)
        raise NotConnected
    return new.access
