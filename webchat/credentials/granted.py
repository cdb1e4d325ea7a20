"""Tokens that Glean's authorization server has granted, or that their owner has made there and pasted here."""

import logging

from webchat.credentials import glean
from webchat.credentials.store import NONE, Tokens
from webchat.oauth import tokens as oauth
from webchat.oauth.errors import OAuthError, Refused
from webchat.secret import Secret
from webchat.upstream.credential import Headers
from webchat.upstream.errors import NotConnected, Unavailable
from webchat.upstream.http import HttpClient

ENDED = {"invalid_grant", "invalid_client", "unauthorized_client"}  # the user has to connect again

logger = logging.getLogger(__name__)


def sender(_user_id: int) -> Headers:
    return {}


async def exchanged(http: HttpClient, user_id: int, tokens: Tokens) -> Tokens:
    try:
        return await _asked(http, tokens)
    except OAuthError as error:
        logger.warning("the token of user %s was not renewed: %s", user_id, error.detail)
        if not (isinstance(error, Refused) and error.code in ENDED):
            raise Unavailable from error
        if error.code == "invalid_client":
            await glean.forget_client(tokens.client_id)
        raise NotConnected from error


async def _asked(http: HttpClient, old: Tokens) -> Tokens:
    server = await glean.server(http)
    client = glean.known_client(old.client_id)
    grant = {"grant_type": "refresh_token", "refresh_token": old.refresh.reveal(), "resource": server.resource}
    return taken(await oauth.ask_for_tokens(http, server.provider, client, grant), old.client_id, old.refresh)


def taken(given: oauth.Tokens, client_id: str, refresh: Secret = NONE) -> Tokens:
    """As we keep them. A server that gives no new refresh token means the old one."""
    renewed = Secret(given.refresh_token) if given.refresh_token else refresh
    return Tokens(Secret(given.access_token), renewed, client_id, given.expires_in)


async def revoke(http: HttpClient, _user_id: int, tokens: Tokens) -> None:
    if not tokens.client_id:
        return  # pasted, and not ours to end
    try:
        server = await glean.server(http)
        token = tokens.refresh or tokens.access
        await oauth.revoke(http, server.provider, glean.known_client(tokens.client_id), token.reveal())
    except OAuthError as error:
        logger.warning("a token was not revoked: %s", error.detail)
