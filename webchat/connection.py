"""Which chat API, for which user: the only place that joins our settings to the clients of `upstream`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from django.conf import settings

from webchat.credentials import personal
from webchat.credentials.personal import PersonalCredential
from webchat.models import User
from webchat.secret import Secret
from webchat.upstream.chatter import LAYOUTS, ChatterClient, ChatterConfig
from webchat.upstream.chatter.capabilities import capabilities_of
from webchat.upstream.credential import Credential
from webchat.upstream.errors import AddressNotVerified
from webchat.upstream.glean import ActAsHeader, GleanClient, GleanConfig, GleanToken, TokenKind
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.http import HttpClient
from webchat.upstream.protocol import Capabilities, ChatClient

_http: list[HttpClient] = []


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    """The connections to the chat API, for as long as this process serves: they belong to its event loop."""
    _http.append(HttpClient())
    try:
        yield
    finally:
        await personal.settled()
        await _http.pop().close()


def http() -> HttpClient:
    """For whoever asks in the neighbourhood of the chat API."""
    return _http[-1]


def capabilities() -> Capabilities:
    """What the chat API can do, whoever asks."""
    return capabilities_of(_chatter()) if settings.UPSTREAM == "chatter" else CAPABILITIES


def client_for(user: User) -> ChatClient:
    """The chat API as this user sees it. The address it acts for comes from our database, never from a request. Raises
    AddressNotVerified."""
    credential = _credential(user)
    if settings.UPSTREAM == "chatter":
        return ChatterClient(http(), _chatter(), credential)
    return GleanClient(http(), _config(), credential)


async def insist(user: User) -> None:
    """Raises NotConnected now: once a reply is being written, nobody can be led to the page to connect."""
    if settings.PERSONAL_TOKENS:
        await PersonalCredential(http(), user.pk).headers()


def client_with(token: Secret) -> ChatClient:
    """The chat API as the owner of a token sees it that is not kept yet."""
    return GleanClient(http(), _config(), GleanToken(token=token))


@cache
def _config() -> GleanConfig:
    if settings.UPSTREAM == "sandbox":  # Glean's wire format, with an address and a token of its own
        return GleanConfig(base_url=settings.SANDBOX_URL)
    return GleanConfig(base_url=settings.GLEAN_URL, timeout=settings.UPSTREAM_TIMEOUT)


@cache
def _chatter() -> ChatterConfig:
    """One for the process, which so asks the server only once which layout it has."""
    return ChatterConfig(
        base_url=settings.CHATTER_URL,
        timeout=settings.UPSTREAM_TIMEOUT,
        layout=LAYOUTS.get(settings.CHATTER_LAYOUT),
        conversations=settings.CHATTER_CONVERSATIONS,
        chat=settings.CHATTER_CHAT,
        streaming=settings.CHATTER_STREAMING,
    )


def _credential(user: User) -> Credential:
    if settings.PERSONAL_TOKENS:
        return PersonalCredential(http(), user.pk)
    kind = TokenKind(settings.CREDENTIAL_KIND)
    token = settings.GLEAN_TOKEN if settings.UPSTREAM == "glean" else settings.SANDBOX_TOKEN
    if kind is not TokenKind.GLOBAL:
        return GleanToken(token=token, kind=kind)
    if not user.address_verified:
        raise AddressNotVerified
    return GleanToken(
        token=token,
        kind=kind,
        act_as=user.email,
        act_as_header=ActAsHeader(settings.GLEAN_ACT_AS_HEADER),
    )
