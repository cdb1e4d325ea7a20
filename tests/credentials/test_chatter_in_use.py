"""A whole day with an account at Chatter, in front of the sandbox that speaks its wire format."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.credentials.browser import Browser
from tests.credentials.chatter import asked_at
from tests.credentials.test_in_use import ask, until
from webchat.credentials import chatter, store
from webchat.models import Credential, Reply, User
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.settings import ChatterSettings
from webchat.sandbox.chatter.tokens import ACCESS

PAGE = "/account/credential/"
ACCOUNT = {"name": "employee", "password": "Quartz!Lantern#92vx"}


@pytest.fixture
def sandbox(tmp_path: Path, settings: Any) -> Iterator[ChatterBackend]:
    app = create_chatter_app(ChatterSettings(data=tmp_path / "chatter", password=ACCOUNT["password"], pace=0))
    with asked_at(app, settings):
        yield app.state.backend


@pytest.fixture
def erin(sandbox: ChatterBackend, asgi_server: str, employee: User) -> Iterator[Browser]:
    with Browser(asgi_server, employee) as browser:
        yield browser


def finished(count: int) -> None:
    until(lambda: Reply.objects.filter(status="finished").count() == count, "the reply has ended")


def access_token() -> str:
    """What Erin asks with."""
    return store._opened(Credential.objects.get()).access.reveal()


def test_connected_asked_renewed_ended_and_connected_again(erin: Browser, sandbox: ChatterBackend, monkeypatch):
    page = ask(erin, "my first question", status=403)
    assert "my first question" in page
    assert f'href="{PAGE}"' in page
    assert erin.get("/").headers["location"].startswith(PAGE)
    assert erin.post(PAGE, **ACCOUNT).status_code == 302
    ask(erin, "/plain, my first question")
    finished(1)
    assert "my first question" in erin.get("/chats/").text

    over, claims = access_token(), sandbox.tokens.claims
    monkeypatch.setattr(sandbox.tokens, "claims", lambda kind, token: None if token == over else claims(kind, token))
    with ThreadPoolExecutor() as visitors:
        pages = list(visitors.map(lambda _: erin.get("/chats/?q=first"), range(4)))
    assert {page.status_code for page in pages} == {200}
    times = {path: len(asked) for (_who, path), asked in sandbox.limits._asked.items() if "/auth/" in path}
    assert times["/api/v1/auth/refresh"] == 1
    ask(erin, "/plain", "l")
    finished(2)

    known = claims(ACCESS, access_token())
    assert known
    assert sandbox.accounts.revoke(known["jti"]), "with the refresh token, whose id is the same"
    page = ask(erin, "my third question", "m", status=403)
    assert "Your account is not connected to the assistant." in page
    assert "my third question" in page
    assert "Your connection to the assistant has ended" in erin.get(PAGE).text
    erin.post(PAGE, **ACCOUNT)
    ask(erin, "/plain, my third question", "n")
    finished(3)
    account = sandbox.accounts.by_name(ACCOUNT["name"])
    assert account
    _, total = sandbox.conversations.page(account.id, 10, 0)
    assert total == 3, "each was asked once"
    assert {who for who, _path in sandbox.limits._asked} == set(chatter.sender(erin.user.pk).values())
