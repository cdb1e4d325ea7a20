"""Which chat API, for which user: the only place that joins our settings to the clients of `upstream`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from django.conf import settings

from webchat.models import User
from webchat.upstream.glean import ActAsHeader, GleanClient, GleanConfig, TokenKind
from webchat.upstream.http import HttpClient
from webchat.upstream.protocol import ChatClient

_http: list[HttpClient] = []


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    """The connections to the chat API, for as long as this process serves: they belong to its event loop."""
    _http.append(HttpClient())
    try:
        yield
    finally:
        await _http.pop().close()


def client_for(user: User) -> ChatClient:
    """The chat API as this user sees it. The address it acts for comes from our database, never from a request."""
    config = _config()
    return GleanClient(_http[-1], config, act_as=user.email if config.token_kind is TokenKind.GLOBAL else "")


@cache
def _config() -> GleanConfig:
    if settings.UPSTREAM == "sandbox":  # Glean's wire format, with an address and a token of its own
        return GleanConfig(base_url=settings.SANDBOX_URL, token=settings.SANDBOX_TOKEN, token_kind=TokenKind.GLOBAL)
    return GleanConfig(
        base_url=settings.GLEAN_URL,
        token=settings.GLEAN_TOKEN,
        token_kind=TokenKind(settings.GLEAN_TOKEN_KIND),
        act_as_header=ActAsHeader(settings.GLEAN_ACT_AS_HEADER),
        timeout=settings.UPSTREAM_TIMEOUT,
    )
