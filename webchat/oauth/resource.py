"""Who gives tokens for an API: what it says of itself (RFC 9728)."""

from dataclasses import dataclass

from webchat.oauth.calls import fetch
from webchat.oauth.errors import Untrusted
from webchat.upstream.http import HttpClient, Request


@dataclass(frozen=True, slots=True)
class Resource:
    identifier: str  # what a token is asked for (RFC 8707)
    issuers: tuple[str, ...]


async def fetch_resource(http: HttpClient, origin: str) -> Resource:
    """Of the API at `https://host`. One that speaks for another is not believed (RFC 9728, 3.3)."""
    address = f"{origin}/.well-known/oauth-protected-resource"
    metadata = await fetch(http, Request(method="GET", url=address, repeatable=True))
    identifier, issuers = metadata.get("resource"), metadata.get("authorization_servers")
    if identifier not in (origin, f"{origin}/"):
        raise Untrusted("another resource")
    if not isinstance(issuers, list) or not all(isinstance(issuer, str) for issuer in issuers):
        raise Untrusted("no authorization servers")
    return Resource(identifier, tuple(issuers))
