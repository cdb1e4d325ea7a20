"""Accounts of Chatter's own (chatter-api.md 3): signing in with a password, and what comes of it.

The refresh token is a cookie that is Secure and SameSite=strict, which no cookie jar gives back over plain HTTP on a
loopback: it is taken from its header by hand and sent by hand.

`sender` is what else goes along: X-Forwarded-For with an address of whoever asks, since logins are counted by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webchat.secret import Secret
from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.requests import Body, chatter_request, parsed
from webchat.upstream.credential import Headers, bearer, is_header_safe
from webchat.upstream.errors import BadResponse
from webchat.upstream.http import Answer, HttpClient, Request
from webchat.upstream.wire import Wire, integer, mapping, string

AUTH = "/api/v1/auth"
REFRESH = "refresh_token"
NOBODY: Headers = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    access: Secret
    refresh: Secret  # empty: there is none
    expires_in: int | None = None  # seconds; None where it was not said


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who somebody is there."""

    id: str
    username: str = ""
    email: str = ""
    name: str = ""
    superuser: bool = False


async def sign_in(
    http: HttpClient, config: ChatterConfig, name: str, password: Secret, *, sender: Headers = NOBODY
) -> Tokens:
    """`name` may be an address. Raises TokenRefused if it is not the password of that name."""
    who = {"email" if "@" in name else "username": name}
    return await _tokens(http, config, "login", sender, who | {"password": password.reveal()})


async def renew(http: HttpClient, config: ChatterConfig, refresh: Secret, *, sender: Headers = NOBODY) -> Tokens:
    """For a refresh token, which is then no longer good. Never repeated. Raises TokenRefused."""
    cookie = Secret(f"{REFRESH}={refresh.reveal()}")
    tokens = await _tokens(http, config, "refresh", {**sender, "Cookie": cookie})
    return tokens if tokens.refresh else replace(tokens, refresh=refresh)


async def sign_out(http: HttpClient, config: ChatterConfig, access: Secret, *, sender: Headers = NOBODY) -> None:
    await http.fetch(_request(config, "POST", "logout", {**sender, **bearer(access)}))


async def me(http: HttpClient, config: ChatterConfig, access: Secret, *, sender: Headers = NOBODY) -> Account:
    """Whose token it is. The token's own claims say less after it was renewed."""
    request = _request(config, "GET", "me", {**sender, **bearer(access)})
    return _account(mapping(parsed(await http.fetch(replace(request, repeatable=True)))))


async def _tokens(
    http: HttpClient, config: ChatterConfig, operation: str, headers: Headers, body: Body | None = None
) -> Tokens:
    async with http.stream(_request(config, "POST", operation, headers, body)) as answer:
        said = mapping(parsed(await answer.read()))
    return Tokens(
        access=_checked(string(said.get("access_token"))),
        refresh=_refresh(answer, said),
        expires_in=integer(said.get("expires_in")),
    )


def _request(config: ChatterConfig, method: str, operation: str, headers: Headers, body: Body | None = None) -> Request:
    request = chatter_request(config, method, f"{AUTH}/{operation}", body)
    return replace(request, headers={**request.headers, **headers})


def _refresh(answer: Answer, said: Wire) -> Secret:
    """A login gives it as a cookie only, a registration in its body only."""
    given = _cookie(answer.headers) or string(said.get(REFRESH))
    return _checked(given) if given else Secret("")


def _cookie(headers: Sequence[tuple[str, str]]) -> str:
    for name, value in headers:
        cookie, _, content = value.partition(";")[0].partition("=")
        if name == "set-cookie" and cookie.strip() == REFRESH:
            return content.strip().strip('"')
    return ""


def _checked(token: str) -> Secret:
    secret = Secret(token)
    if not is_header_safe(secret):
        raise BadResponse("a token is missing or has characters that no token has")
    return secret


def _account(wire: Wire) -> Account:
    return Account(
        id=string(wire.get("id")),
        username=string(wire.get("username")),
        email=string(wire.get("email")),
        name=string(wire.get("full_name")),
        superuser=wire.get("is_superuser") is True,
    )
