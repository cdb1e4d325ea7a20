"""Tokens of an account at Chatter: the first for a name and a password, the next for the ones before."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import IPv6Address

from django.conf import settings
from django.utils.crypto import salted_hmac

from webchat.accounts import tries
from webchat.accounts.signing_in import ONE_ACCOUNT, OWN_PASSWORD
from webchat.accounts.tries import TooManyTries
from webchat.credentials.store import Tokens
from webchat.secret import Secret
from webchat.upstream.chatter import ChatterConfig, accounts
from webchat.upstream.credential import Headers
from webchat.upstream.errors import NotConnected, RateLimited, TimedOut, TokenRefused, UpstreamError
from webchat.upstream.http import HttpClient

SALT = "webchat.credentials.chatter"
PATIENCE = 20.0  # seconds for an answer; Chatter takes up to 12 for an error
PRIVATE = b"\xfd"  # how an address begins that is nobody's in the world (RFC 4193)

logger = logging.getLogger(__name__)


def sender(user_id: int) -> Headers:
    """Chatter counts requests by network address. Each user has one there that is always the same and says nothing."""
    digest = salted_hmac(SALT, str(user_id), algorithm="sha256").digest()
    return {"X-Forwarded-For": str(IPv6Address(PRIVATE + digest[:15]))}


async def sign_in(http: HttpClient, user_id: int, name: str, password: Secret) -> Tokens:
    """Raises TooManyTries, and UpstreamError: TokenRefused if they do not belong together."""
    buckets = {f"chatter by {user_id}": OWN_PASSWORD, f"chatter account {name.casefold()}": ONE_ACCOUNT}
    await tries.take(buckets)
    try:
        async with in_time():
            given = await accounts.sign_in(http, _server(), name, password, sender=sender(user_id))
    except UpstreamError as error:
        if error.temporary:  # it says nothing of the password
            await tries.give_back(buckets)
        if isinstance(error, RateLimited) and error.retry_after:
            raise TooManyTries(timedelta(seconds=error.retry_after)) from error
        raise
    await tries.give_back(buckets)
    return _kept(given, await _owner(http, user_id, given.access))


async def exchanged(http: HttpClient, user_id: int, tokens: Tokens) -> Tokens:
    try:
        async with in_time():
            given = await accounts.renew(http, _server(), tokens.refresh, sender=sender(user_id))
    except UpstreamError as error:
        logger.warning("the token of user %s was not renewed: %s", user_id, error.detail)
        if isinstance(error, TokenRefused):
            raise NotConnected from error
        raise
    return _kept(given, tokens.account)


async def revoke(http: HttpClient, user_id: int, tokens: Tokens) -> None:
    try:
        async with in_time():
            await accounts.sign_out(http, _server(), tokens.access, sender=sender(user_id))
    except UpstreamError as error:
        logger.warning("an account was not signed out: %s", error.detail)


async def _owner(http: HttpClient, user_id: int, access: Secret) -> str:
    """Whose account it is. One can ask without knowing it."""
    try:
        async with in_time():
            account = await accounts.me(http, _server(), access, sender=sender(user_id))
    except UpstreamError:
        return ""
    return account.email or account.username


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """An exchange must not take longer than its lease: another process would begin a second one."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        raise TimedOut from error


def _kept(given: accounts.Tokens, account: str) -> Tokens:
    return Tokens(given.access, given.refresh, expires_in=given.expires_in, account=account)


def _server() -> ChatterConfig:
    return ChatterConfig(base_url=settings.UPSTREAM_URL)
