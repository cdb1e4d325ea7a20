"""What a provider says of itself: RFC 8414, OpenID Connect Discovery 1.0, RFC 9207."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from webchat.oauth.calls import JsonObject, fetch
from webchat.oauth.errors import Untrusted
from webchat.upstream.http import HttpClient, Request

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "registration_endpoint",
    "revocation_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An endpoint that it does not have is empty."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    registration_endpoint: str = ""
    revocation_endpoint: str = ""
    jwks_uri: str = ""
    userinfo_endpoint: str = ""
    scopes: tuple[str, ...] = ()  # none are named: it does not say
    takes_basic: bool = True  # the client's secret in a header; the other way is a field of the form
    names_itself: bool = False  # in what it lets a browser bring back


def openid_metadata(issuer: str) -> str:
    """The address that OpenID Connect Discovery, 4.1, gives the metadata of an issuer."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def oauth_metadata(issuer: str) -> str:
    """The address that RFC 8414, 3.1, gives it: before the path, not after it."""
    parts = urlsplit(issuer)
    path = f"/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


async def discover(http: HttpClient, address: str, issuer: str) -> Provider:
    """`address` is where the metadata of `issuer` is. What another issuer says there is not taken (RFC 8414, 3.3)."""
    metadata = await fetch(http, Request(method="GET", url=address, repeatable=True))
    if metadata.get("issuer") != issuer:
        raise Untrusted("another issuer")
    if "S256" not in _strings(metadata, "code_challenge_methods_supported", ["S256"]):
        raise Untrusted("no S256")
    endpoints = {name: _endpoint(metadata, name, issuer) for name in ENDPOINTS}
    if not (endpoints["authorization_endpoint"] and endpoints["token_endpoint"]):
        raise Untrusted("an endpoint is missing")
    return Provider(
        issuer=issuer,
        scopes=tuple(_strings(metadata, "scopes_supported", [])),
        takes_basic="client_secret_basic"
        in _strings(metadata, "token_endpoint_auth_methods_supported", ["client_secret_basic"]),
        names_itself=metadata.get("authorization_response_iss_parameter_supported") is True,
        **endpoints,
    )


def _strings(metadata: JsonObject, name: str, default: list[str]) -> list[str]:
    value = metadata.get(name, default)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _endpoint(metadata: JsonObject, name: str, issuer: str) -> str:
    address = metadata.get(name, "")
    if address and not (isinstance(address, str) and _is_safe(address, issuer)):
        raise Untrusted(f"{name} is not https")
    return address or ""


def _is_safe(address: str, issuer: str) -> bool:
    """Plain http only where nothing leaves this machine, and only to an issuer that is itself there."""
    try:
        parts, home = urlsplit(address), urlsplit(issuer)
    except ValueError:
        return False
    at_home = parts.scheme == home.scheme == "http" and parts.hostname in LOOPBACK and home.hostname in LOOPBACK
    return (parts.scheme == "https" or at_home) and bool(parts.hostname) and "@" not in parts.netloc
