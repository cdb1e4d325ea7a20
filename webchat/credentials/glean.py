"""Glean's authorization server, and us as its client: the one that is configured, or else one that we register."""

from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

from webchat.models import RegisteredClient
from webchat.oauth.code import Client
from webchat.oauth.errors import Untrusted
from webchat.oauth.provider import Provider, discover, oauth_metadata
from webchat.oauth.registration import register
from webchat.oauth.resource import fetch_resource
from webchat.replies.database import in_database
from webchat.upstream.http import HttpClient

SCOPES = "chat agents feedback offline_access"  # what it does not offer is not asked for
FRESH = 600  # seconds that what a server says of itself is believed


@dataclass(frozen=True, slots=True)
class Server:
    provider: Provider
    resource: str  # what its tokens are asked for

    @property
    def scopes(self) -> str:
        return " ".join(scope for scope in SCOPES.split() if scope in (self.provider.scopes or SCOPES.split()))


_found: dict[str, tuple[float, Server]] = {}


async def server(http: HttpClient) -> Server:
    """The one that gives tokens for the chat API. Raises OAuthError."""
    origin = settings.UPSTREAM_URL
    found_at, found = _found.get(origin, (0.0, None))
    if found is None or monotonic() - found_at > FRESH:
        found = await _discovered(http, origin)
        _found[origin] = monotonic(), found
    return found


async def _discovered(http: HttpClient, origin: str) -> Server:
    """Only the chat API's own: nobody but the host that is configured is ever sent a token, or asked for one."""
    resource = await fetch_resource(http, origin)
    issuer = next((issuer for issuer in resource.issuers if _origin(issuer) == origin), None)
    if issuer is None:
        raise Untrusted("no authorization server of its own")
    provider = await _provider(http, origin, issuer)
    endpoints = (provider.token_endpoint, provider.registration_endpoint, provider.revocation_endpoint)
    if any(_origin(endpoint) != origin for endpoint in endpoints if endpoint):
        raise Untrusted("an endpoint somewhere else")
    return Server(provider, resource.identifier)


async def _provider(http: HttpClient, origin: str, issuer: str) -> Provider:
    """By its metadata: where RFC 8414 has it, or where Glean's guide does."""
    try:
        return await discover(http, oauth_metadata(issuer), issuer)
    except Untrusted:
        return await discover(http, oauth_metadata(origin), issuer)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def client(http: HttpClient, provider: Provider, redirect_uri: str) -> Client:
    """Us; registered now if we are not known there. Raises OAuthError."""
    if settings.GLEAN_OAUTH_CLIENT_ID:
        return known_client(settings.GLEAN_OAUTH_CLIENT_ID, redirect_uri)
    if client_id := await _registered(provider.issuer, redirect_uri):
        return known_client(client_id, redirect_uri)
    if not provider.registration_endpoint:
        raise Untrusted("no client is configured, and none can be registered")
    new = await register(http, provider, name=settings.BRAND, redirect_uri=redirect_uri)
    return known_client(await _remember(provider.issuer, redirect_uri, new.client_id), redirect_uri)


def known_client(client_id: str, redirect_uri: str = "") -> Client:
    """One that is registered has no secret."""
    is_static = client_id == settings.GLEAN_OAUTH_CLIENT_ID
    secret = settings.GLEAN_OAUTH_CLIENT_SECRET.reveal() if is_static else ""
    return Client(client_id=client_id, client_secret=secret, redirect_uri=redirect_uri)


@in_database
def forget_client(client_id: str) -> None:
    """The server does not know it any more: the next time we register again."""
    RegisteredClient.objects.filter(client_id=client_id).delete()


@in_database
def _registered(issuer: str, redirect_uri: str) -> str | None:
    found = RegisteredClient.objects.filter(issuer=issuer, redirect_uri=redirect_uri)
    return found.values_list("client_id", flat=True).first()


@in_database
def _remember(issuer: str, redirect_uri: str, client_id: str) -> str:
    """The first of two that register at once."""
    known, _ = RegisteredClient.objects.get_or_create(
        issuer=issuer, redirect_uri=redirect_uri, defaults={"client_id": client_id}
    )
    return known.client_id
