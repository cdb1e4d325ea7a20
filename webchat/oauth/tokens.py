"""A grant in exchange for tokens (OAuth 2.1, 3.2)."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from webchat.oauth.calls import JsonObject, fetch, send
from webchat.oauth.code import Attempt, Client
from webchat.oauth.errors import Untrusted
from webchat.oauth.provider import Provider
from webchat.upstream.http import HttpClient, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the provider has not given is empty."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)
    scope: str = ""
    expires_in: int | None = None  # seconds; None where it was not said


async def redeem(
    http: HttpClient, provider: Provider, client: Client, attempt: Attempt, code: str, **more: str
) -> Tokens:
    """For the code that an attempt has ended with. `more` are parameters of one kind of flow, such as a resource."""
    grant = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": attempt.verifier,
        **more,
    }
    return await ask_for_tokens(http, provider, client, grant)


async def ask_for_tokens(http: HttpClient, provider: Provider, client: Client, grant: Mapping[str, str]) -> Tokens:
    """Never repeated: a code or a refresh token may be good for one time only."""
    headers, proof = _authentication(provider, client)
    return _tokens(await fetch(http, _form(provider.token_endpoint, headers, {**grant, **proof})))


async def revoke(http: HttpClient, provider: Provider, client: Client, token: str) -> None:
    """As far as the provider can (RFC 7009). Its answer has nothing to say."""
    if provider.revocation_endpoint:
        headers, proof = _authentication(provider, client)
        await send(http, _form(provider.revocation_endpoint, headers, {"token": token, **proof}))


def _form(address: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Request:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", **headers}
    return Request(method="POST", url=address, headers=headers, body=urlencode(fields).encode())


def _authentication(provider: Provider, client: Client) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What says who we are: headers, and fields of the form. For Basic both parts are encoded (RFC 6749, 2.3.1)."""
    if not client.client_secret:
        return {}, {"client_id": client.client_id}
    if not provider.takes_basic:
        return {}, {"client_id": client.client_id, "client_secret": client.client_secret}
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, {}


def _tokens(answer: JsonObject) -> Tokens:
    if str(answer.get("token_type")).lower() != "bearer":
        raise Untrusted("not a bearer token")
    names = ("access_token", "refresh_token", "id_token", "scope")
    given = {name: answer[name] for name in names if answer.get(name) is not None}
    if not (given.get("access_token") and all(isinstance(value, str) for value in given.values())):
        raise Untrusted("no access token")
    seconds = str(answer.get("expires_in"))
    return Tokens(**given, expires_in=int(seconds) if re.fullmatch(r"\d{1,9}", seconds) else None)
