"""The authorization code flow: the way of a browser to the provider and back (OAuth 2.1, 4.1; RFC 7636; RFC 9207)."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from webchat.oauth.errors import Refused, Untrusted
from webchat.oauth.provider import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Us, as the provider knows us. A public client has no secret."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way there and back. It belongs to one browser, and is good for one time."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    @property
    def challenge(self) -> str:
        """By S256 (RFC 7636, 4.2)."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def authorization_url(provider: Provider, client: Client, attempt: Attempt, scopes: str, **more: str) -> str:
    """Where to send the browser. `more` are parameters of one kind of flow, such as a nonce or a resource."""
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": scopes,
        "state": attempt.state,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        **more,
    }
    joint = "&" if "?" in provider.authorization_endpoint else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(query)}"


def code_of(answer: Mapping[str, str], provider: Provider) -> str:
    """The code in what the browser brought back, once its state is known to be that of an attempt."""
    named = answer.get("iss", "" if provider.names_itself else provider.issuer)
    if named != provider.issuer:
        raise Untrusted("an answer of another issuer")
    if "error" in answer:
        raise Refused(answer["error"])
    if not answer.get("code"):
        raise Untrusted("no code")
    return answer["code"]
