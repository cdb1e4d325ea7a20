"""The token of a user that is good in this moment. Before it ends it is exchanged for the next one, by one process at a
time: a server that rotates refresh tokens takes a second use of one for a theft, and ends them all."""

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.credentials import glean, store
from webchat.credentials.store import Kept, Tokens
from webchat.oauth import tokens as oauth_tokens
from webchat.oauth.errors import OAuthError, Refused
from webchat.secret import Secret
from webchat.upstream.credential import Headers, bearer
from webchat.upstream.errors import NotConnected, Unavailable
from webchat.upstream.http import HttpClient

GLANCE = 0.1  # seconds between two looks whether another process has exchanged it
PATIENCE = 15.0  # seconds to wait for that
ENDED = {"invalid_grant", "invalid_client", "unauthorized_client"}  # the user has to connect again

logger = logging.getLogger(__name__)
_exchanges: set["asyncio.Task[Any]"] = set()


@dataclass(frozen=True, slots=True)
class PersonalCredential:
    """A Credential: what the database has of this user, whenever a request is made."""

    http: HttpClient
    user_id: int

    async def headers(self) -> Headers:
        try:
            async with asyncio.timeout(PATIENCE):
                return bearer(await self._token())
        except TimeoutError as error:
            raise Unavailable("nobody has exchanged the token in time") from error

    async def renew(self, refused: Headers) -> bool:
        kept = await self._kept()
        if bearer(kept.tokens.access) != refused:
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
        new = await _ask(http, kept)
    except OAuthError as error:
        logger.warning("the token of user %s was not renewed: %s", kept.user_id, error.detail)
        return await _unchanged(kept, until, error)
    if not await store.exchange(kept.user_id, until, new):  # disconnected meanwhile
        await revoke(http, new)
        raise NotConnected
    return new.access


async def _ask(http: HttpClient, kept: Kept) -> Tokens:
    server, old = await glean.server(http), kept.tokens
    client = glean.known_client(old.client_id)
    grant = {"grant_type": "refresh_token", "refresh_token": old.refresh.reveal(), "resource": server.resource}
    return taken(await oauth_tokens.ask_for_tokens(http, server.provider, client, grant), old.client_id, old.refresh)


async def _unchanged(kept: Kept, until: datetime, error: OAuthError) -> Secret:
    """The old token as long as it lasts, unless it was told that there is no other."""
    if isinstance(error, Refused) and error.code in ENDED:
        await store.refuse(kept)
        if error.code == "invalid_client":
            await glean.forget_client(kept.tokens.client_id)
        raise NotConnected from error
    await store.release(kept.user_id, until)
    if kept.has_expired:
        raise Unavailable from error
    return kept.tokens.access


def taken(given: oauth_tokens.Tokens, client_id: str, refresh: Secret = store.NONE) -> Tokens:
    """As we keep them. A server that gives no new refresh token means the old one."""
    renewed = Secret(given.refresh_token) if given.refresh_token else refresh
    return Tokens(Secret(given.access_token), renewed, client_id, given.expires_in)


async def revoke(http: HttpClient, tokens: Tokens) -> None:
    """As far as the server can be reached: we have forgotten them in any case."""
    if not tokens.client_id:
        return  # pasted, and not ours to end
    try:
        server = await glean.server(http)
        token = tokens.refresh or tokens.access
        await oauth_tokens.revoke(http, server.provider, glean.known_client(tokens.client_id), token.reveal())
    except OAuthError as error:
        logger.warning("a token was not revoked: %s", error.detail)
