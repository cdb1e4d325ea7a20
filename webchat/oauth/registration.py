"""Becoming a client of a provider that takes anybody, or anybody with the right address (RFC 7591)."""

import json

from webchat.oauth.calls import fetch
from webchat.oauth.code import Client
from webchat.oauth.errors import Untrusted
from webchat.oauth.provider import Provider
from webchat.upstream.http import HttpClient, Request


async def register(http: HttpClient, provider: Provider, *, name: str, redirect_uri: str) -> Client:
    """A public client, which proves itself by PKCE alone."""
    wanted = {
        "client_name": name,
        "redirect_uris": [redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps(wanted).encode()
    answer = await fetch(http, Request(method="POST", url=provider.registration_endpoint, headers=headers, body=body))
    client_id = answer.get("client_id")
    if not isinstance(client_id, str) or not client_id:
        raise Untrusted("no client id")
    if answer.get("token_endpoint_auth_method", "none") != "none":
        raise Untrusted("not a public client")
    return Client(client_id=client_id, redirect_uri=redirect_uri)
