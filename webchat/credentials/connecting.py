"""To the authorization server and back, and disconnecting."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from webchat.credentials import glean, granted, store
from webchat.credentials.issuers import issuer
from webchat.credentials.sealing import CannotOpen
from webchat.credentials.store import Tokens
from webchat.models import ConnectionAttempt, User
from webchat.oauth.code import Attempt, authorization_url, code_of
from webchat.oauth.errors import OAuthError, Refused
from webchat.oauth.tokens import redeem
from webchat.replies import run
from webchat.replies.database import in_database
from webchat.secret import Secret
from webchat.upstream.http import HttpClient

LASTS = timedelta(minutes=10)


class Expired(OAuthError):
    """Begun too long ago, by somebody else, in another browser, or ended already."""


@dataclass(frozen=True, slots=True)
class Journey:
    attempt: Attempt
    onward: str  # a path of ours


async def begin(http: HttpClient, user: User, session: SessionBase, redirect_uri: str, onward: str) -> str:
    """The address to send the browser to. Raises OAuthError."""
    server, attempt = await glean.server(http), Attempt()
    client = await glean.client(http, server.provider, redirect_uri)
    await _keep(user, _digest(session.session_key), attempt, onward)
    return authorization_url(
        server.provider, client, attempt, server.scopes, resource=server.resource, login_hint=user.email
    )


async def finish(
    http: HttpClient, user: User, session: SessionBase, redirect_uri: str, answer: Mapping[str, str]
) -> tuple[Tokens, str]:
    """The tokens for what the browser brought back, and the page to go to then. Raises OAuthError."""
    journey = await _end(user, _digest(session.session_key), answer.get("state", ""))
    server = await glean.server(http)
    client = await glean.client(http, server.provider, redirect_uri)
    code = code_of(answer, server.provider)
    try:
        given = await redeem(http, server.provider, client, journey.attempt, code, resource=server.resource)
    except Refused as error:
        if error.code == "invalid_client":
            await glean.forget_client(client.client_id)
        raise
    return granted.taken(given, client.client_id), journey.onward


async def replace(http: HttpClient, user: User, tokens: Tokens) -> None:
    """From now on the user asks with these; the ones before are revoked."""
    before = await store.get(user.pk)
    await store.keep(user.pk, tokens)
    if before:
        await issuer().revoke(http, user.pk, before.tokens)


async def disconnect(http: HttpClient, user: User) -> None:
    """Nothing of it is kept; what is being written is stopped."""
    before = await store.get(user.pk)
    await store.remove(user.pk)
    await run.stop_all(user)
    if before:
        await issuer().revoke(http, user.pk, before.tokens)


@in_database
def _keep(user: User, session: str, attempt: Attempt, onward: str) -> None:
    state = _digest(attempt.state)
    ConnectionAttempt.objects.filter(begun_at__lt=timezone.now() - LASTS).delete()
    ConnectionAttempt.objects.create(
        state=state,
        user=user,
        session=session,
        sealed=store.keyring().seal(Secret(attempt.verifier), "attempt", str(user.pk), state),
        onward=onward[:2000],
    )


@in_database
def _end(user: User, session: str, state: str) -> Journey:
    """Whoever deletes the row has it: a second one who brings the same state comes too late. Raises Expired."""
    name = _digest(state)
    begun = ConnectionAttempt.objects.filter(
        state=name, user=user, session=session, begun_at__gte=timezone.now() - LASTS
    )
    row = begun.first()
    if row is None or not begun.delete()[0]:
        raise Expired("no such attempt")
    try:
        verifier = store.keyring().open(row.sealed, "attempt", str(user.pk), name)
    except CannotOpen as error:
        raise Expired("its key is gone") from error
    return Journey(Attempt(state=state, verifier=verifier.reveal()), row.onward)


def _digest(value: str | None) -> str:
    return hashlib.sha256((value or "").encode()).hexdigest()
