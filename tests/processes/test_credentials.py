"""A token that has expired, asked for in two processes at once."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.credentials.browser import KEY
from tests.processes.browser import Browser
from tests.processes.conftest import Serve
from tests.processes.test_crowds import at_once
from webchat.credentials import store
from webchat.credentials.store import Tokens
from webchat.models import Credential, User
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.grants import ACCESS, REFRESH, Grant
from webchat.secret import Secret

MOST = 6  # pages at once


def test_two_processes_exchange_a_token_once(
    serve: Serve, chat_api: tuple[str, Backend], erin: Browser, employee: User, settings: Any
):
    """Whoever uses a refresh token twice ends all that came from it."""
    url, sandbox = chat_api
    personal = {"CREDENTIAL_KIND": "personal-oauth", "PERSONAL_TOKENS": True, "UPSTREAM_URL": url}
    for name, value in personal.items():
        setattr(settings, name, value)
    settings.ENCRYPTION_KEYS = (Secret(KEY),)
    client_id = sandbox.grants.add_client("Webchat", [])
    grant = Grant(employee.email, client_id, "family")
    access, refresh = sandbox.grants.add_token(ACCESS, grant), sandbox.grants.add_token(REFRESH, grant)
    fields = store._fields(employee.pk, Tokens(Secret(access), Secret(refresh), client_id))
    past = timezone.now() - timedelta(seconds=1)
    Credential.objects.create(
        user=employee, upstream=url, kind="personal-oauth", **fields | {"renew_at": past, "expires_at": past}
    )
    before = sandbox.grants.count(REFRESH)
    with serve(*[personal | {"ENCRYPTION_KEYS": [KEY]}] * 2) as servers:
        pages = at_once(lambda number: erin.page(servers[number % 2], "/chats/"), range(MOST))
    assert len(pages) == MOST
    assert sandbox.grants.count(REFRESH) == before + 1
    assert Credential.objects.get().refused_at is None
