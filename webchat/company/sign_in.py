"""The provider that our settings name: the only place that joins them to `oauth`."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

from django.conf import settings

from webchat.company.errors import lifted
from webchat.oauth.calls import JsonObject
from webchat.oauth.code import Attempt, Client, authorization_url, code_of
from webchat.oauth.errors import OAuthError
from webchat.oauth.identity import fetch_keys, fetch_userinfo, verified
from webchat.oauth.provider import Provider, discover, openid_metadata
from webchat.oauth.tokens import redeem
from webchat.upstream.http import HttpClient

KNOWN_FOR = 600.0  # seconds until the provider is asked again what it is


class SignIn:
    """One per process. Its connections are not those of the chat API: a crowd of strangers at the door, or a provider
    that is slow, must not keep anybody from chatting."""

    def __init__(self, http: HttpClient) -> None:
        self.http = http
        self._provider: Provider | None = None
        self._known_until = 0.0

    async def address(self, redirect_uri: str, attempt: Attempt) -> str:
        """Where to send the browser."""
        with oauth_errors():
            provider = await self._known()
        client = _client(redirect_uri)
        return authorization_url(provider, client, attempt, settings.OIDC_SCOPES, nonce=attempt.nonce)

    async def claims(self, redirect_uri: str, attempt: Attempt, answer: Mapping[str, str]) -> JsonObject:
        """What the provider says of the person whose browser brought this answer. The tokens are not kept, and keys
        are asked for each time: so none is believed a minute longer than its provider does."""
        with oauth_errors():
            provider = await self._known()
            code = code_of(answer, provider)
            tokens = await redeem(self.http, provider, _client(redirect_uri), attempt, code)
            keys = await fetch_keys(self.http, provider)
            claims = verified(
                tokens.id_token,
                keys,
                issuer=provider.issuer,
                client_id=settings.OIDC_CLIENT_ID,
                nonce=attempt.nonce,
            )
            if _is_whole(claims) or not provider.userinfo_endpoint:
                return claims
            return _joined(claims, await fetch_userinfo(self.http, provider, tokens.access_token, claims["sub"]))

    async def _known(self) -> Provider:
        if self._provider is None or monotonic() > self._known_until:
            issuer = settings.OIDC_ISSUER
            self._provider = await discover(self.http, openid_metadata(issuer), issuer)
            self._known_until = monotonic() + KNOWN_FOR
        return self._provider


_opened: list[SignIn] = []


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    """For as long as this process serves."""
    if not settings.OIDC_ISSUER:
        yield
        return
    http = HttpClient()
    _opened.append(SignIn(http))
    try:
        yield
    finally:
        _opened.pop()
        await http.close()


def sign_in() -> SignIn:
    return _opened[-1]


@contextmanager
def oauth_errors() -> Iterator[None]:
    try:
        yield
    except OAuthError as error:
        raise lifted(error) from error


def _client(redirect_uri: str) -> Client:
    return Client(
        client_id=settings.OIDC_CLIENT_ID, client_secret=settings.OIDC_CLIENT_SECRET.reveal(), redirect_uri=redirect_uri
    )


def _address_claims() -> set[str]:
    return {"email", settings.OIDC_VERIFIED_CLAIM}


def _is_whole(claims: JsonObject) -> bool:
    """Some providers put little into an ID token (OpenID Connect Core 1.0, 5.4)."""
    wanted = _address_claims() | ({settings.OIDC_GROUPS_CLAIM} if settings.OIDC_ADMIN_GROUP else set())
    return wanted <= claims.keys()


def _joined(claims: JsonObject, userinfo: JsonObject) -> JsonObject:
    """The address and the word that it is verified come from one of both: the word might be about another address."""
    if not _address_claims() <= claims.keys():
        claims = {name: value for name, value in claims.items() if name not in _address_claims()}
    return {**userinfo, **claims}
