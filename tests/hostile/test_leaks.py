"""Planted words are searched in all that leaves the process in a full run: bodies, headers, cookies and log lines."""

import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.conftest import PASSWORD, serving
from tests.credentials.chatter import asked_at
from webchat import connection
from webchat.credentials import store
from webchat.logs import ContentFreeFormatter
from webchat.models import Credential, Session, User
from webchat.sandbox.app import create_app
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.settings import ChatterSettings
from webchat.sandbox.settings import Settings
from webchat.secret import Secret

TOKEN = "planted-token-8215"
PROMPT = "planted-prompt-4711"
REPLY = "tide tables hang"  # of what the sandbox replies to /plain
THERE, WRONG = "Planted!Lantern#92vx", "planted-password-1703"  # of somebody's account at Chatter, and not of it
INSIDE = "password_hash"  # of what Chatter tells of its own inside, in an error
HTMX = {"HX-Request": "true"}


class Lines(logging.Handler):
    """What the process would write to its log, at any level; not what the visitors tell, in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.visitors = threading.get_ident()
        self.setFormatter(ContentFreeFormatter("{levelname} {name}: {message}", style="{"))
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.visitors:
            self.written.append(self.format(record))


@pytest.fixture
def lines(asgi_server: str) -> Iterator[Lines]:
    """From when the application is there: it sets all loggers up anew."""
    lines, loggers = Lines(), [logging.getLogger(), *map(logging.getLogger, ("django", "webchat", "gunicorn.error"))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(lines)
    yield lines
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(lines)
        logger.setLevel(level)


@pytest.fixture
def site(tmp_path: Path, settings: Any, asgi_server: str) -> Iterator[str]:
    with serving(create_app(Settings(data=tmp_path, token=TOKEN, pace=50))) as url:
        settings.SANDBOX_URL = settings.UPSTREAM_URL = url
        settings.SANDBOX_TOKEN, settings.SHUTDOWN_GRACE = Secret(TOKEN), 0
        connection._config.cache_clear()
        yield asgi_server
    connection._config.cache_clear()


@dataclass
class Visitor:
    """A browser that keeps all it is told."""

    site: str
    email: str = ""
    client: httpx.Client = field(init=False)
    bodies: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.site, trust_env=False, timeout=20)
        self.get("/account/sign-in/")
        if self.email:
            assert self.post("/account/sign-in/", email=self.email, password=PASSWORD).status_code == 302
            self.get("/")

    @property
    def session(self) -> str:
        return self.client.cookies["session"]

    def get(self, url: str, **headers: str) -> httpx.Response:
        return self._kept(self.client.get(url, headers=headers))

    def post(self, url: str, files: Any = None, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        token = {"X-CSRFToken": self.client.cookies["csrf"]}
        return self._kept(self.client.post(url, data=form, files=files, headers=token | (headers or {})))

    def _kept(self, response: httpx.Response) -> httpx.Response:
        what = f"{response.request.method} {response.request.url.raw_path.decode()} {len(self.bodies)}"
        self.bodies[what] = response.text
        self.heads[what] = str(response.headers.multi_items())
        return response

    def found(self, word: str, *, heads: bool = False) -> set[str]:
        """The requests whose answer holds it."""
        return {what for what, told in (self.heads if heads else self.bodies).items() if word in told}


def a_day(erin: Visitor) -> str:
    """Ask, stop, reload, attach, export, delete, undo, and much that goes wrong; the id of the chat."""
    stream = erin.post("/messages/", headers=HTMX, prompt=f"/plain {PROMPT}", send_key="k1")
    assert REPLY in stream.text
    found = re.search(r'event: reply-chat\ndata: {"id": "(\w+)"', stream.text)
    assert found
    chat = f"/chats/{found[1]}/"
    reply = re.findall(r'"url": "(/replies/[^"]+)"', stream.text)[0]
    erin.post("/messages/", prompt=f"/everything {PROMPT}", send_key="k2", chat=found[1])
    erin.post(f"{reply}stop/")
    for url in (chat, "/chats/", "/replies/", reply, f"{chat}title/", f"{chat}turns/t1/copy/", f"{chat}turns/t1/edit/"):
        erin.get(url)
        erin.get(url, **HTMX)
    for kind in ("markdown", "html", "json", "nothing"):
        erin.get(f"{chat}export/?format={kind}")
    erin.post("/files/", files={"files": ("plan.txt", f"{PROMPT} " * 100)}, chat=found[1])
    erin.post("/files/", files={"files": ("plan.exe", PROMPT * 100)}, chat=found[1])
    erin.post("/drafts/", prompt=PROMPT, send_key="k3")
    for part in ("/busy 600", "/down", "/timeout", "/broken", "/garbage", "/error", "/empty"):
        erin.post("/messages/", headers=HTMX, prompt=f"{part} {PROMPT}", send_key=f"k{part[1:3]}")
    erin.post("/messages/", prompt=PROMPT, send_key="not a key")
    erin.post("/messages/", prompt=PROMPT, send_key="k9", chat="not-a-chat")
    erin.get("/nowhere/")
    erin.get("/applications/")
    erin.post(f"{chat}delete/")
    erin.get(chat)
    erin.post("/chats/undo/", chat=found[1])
    erin.client.post("/messages/", data={"prompt": PROMPT})  # without a token
    return chat


def test_what_is_planted_is_found_where_it_belongs_and_nowhere_else(
    site: str, lines: Lines, employee: User, stranger: User, admin: User
):
    erin, stig, adam, nobody = (Visitor(site, email) for email in (employee.email, stranger.email, admin.email, ""))
    chat = a_day(erin)
    for other in (stig, adam, nobody):
        for url in (chat, "/", "/chats/", "/replies/", "/files/", f"{chat}export/", "/applications/", "/connection/"):
            other.get(url)
            other.get(url, **HTMX)
        other.post("/messages/", prompt="/plain", send_key="k1", chat=chat.split("/")[2])
    adam.post("/connection/")
    adam.get("/applications/handbook/")
    sessions = {visitor.session for visitor in (erin, stig, adam)}
    erin.post("/account/sign-out/")
    for visitor in (erin, stig, adam, nobody):
        visitor.client.close()
    everything = (erin, stig, adam, nobody)

    # The token belongs to us and the chat API.
    assert [visitor.found(TOKEN) | visitor.found(TOKEN, heads=True) for visitor in everything] == [set()] * 4
    # What was asked and answered, to the one who asked; never in a header, where it would be in the logs of proxies.
    assert erin.found(PROMPT)
    assert erin.found(REPLY)
    titled = {what for what in erin.found(PROMPT, heads=True) if "export" not in what}  # which is named by the title
    assert titled == set()
    for visitor in (stig, adam, nobody):
        assert visitor.found(PROMPT) | visitor.found(PROMPT, heads=True) == set()
    # A session is told once, in the cookie of its own sign-in.
    for session in sessions:
        assert [visitor.found(session) for visitor in everything] == [set()] * 4
        told = {what for visitor in everything for what in visitor.found(session, heads=True)}
        assert {what.rsplit(" ", 1)[0] for what in told} == {"POST /account/sign-in/"}
    # And a log is read by more people than a chat.
    log = "\n".join(lines.written)
    assert len(lines.written) > 10
    for planted in (TOKEN, PROMPT, REPLY, PASSWORD, *sessions):
        assert [line for line in lines.written if planted in line] == [], planted
    assert "Bearer" not in log


@pytest.fixture
def site_of_chatter(tmp_path: Path, settings: Any, asgi_server: str) -> Iterator[str]:
    settings.SHUTDOWN_GRACE = 0
    app = create_chatter_app(ChatterSettings(data=tmp_path, password=THERE, pace=50, limited=False))
    with asked_at(app, settings):
        yield asgi_server


def test_no_password_and_no_token_of_an_account_there_is_found_anywhere(
    site_of_chatter: str, lines: Lines, employee: User
):
    erin, secrets = Visitor(site_of_chatter, employee.email), {THERE, WRONG, INSIDE}
    for password in (WRONG, THERE):
        erin.post("/account/credential/", name="employee", password=password)
    for path in ("/account/credential/", "/account/credential/?replace", "/account/preferences/"):
        erin.get(path)
    before = store._opened(Credential.objects.get())
    Credential.objects.update(renew_at=timezone.now())
    a_day(erin)
    after = store._opened(Credential.objects.get())
    secrets |= {token.reveal() for tokens in (before, after) for token in (tokens.access, tokens.refresh)}
    assert len(secrets) == 7, "the tokens were renewed"
    erin.post("/account/credential/disconnect/")
    erin.client.close()
    for secret in secrets:
        assert erin.found(secret) | erin.found(secret, heads=True) == set()
        assert [line for line in lines.written if secret in line] == []
    assert len(lines.written) > 10


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(site: str, employee: User):
    erin = Visitor(site, employee.email)
    taken = erin.session
    assert Session.objects.count() == 1
    erin.post("/account/sign-out/")
    erin.client.close()
    assert Session.objects.filter(session_key=taken).count() == 0
    thief = httpx.get(f"{site}/", cookies={"session": taken}, trust_env=False)
    assert thief.status_code == 302


def test_signing_in_begins_a_session_of_its_own(site: str, employee: User):
    planted = "a" * 32
    with httpx.Client(base_url=site, trust_env=False, cookies={"session": planted}) as client:
        client.get("/account/sign-in/")
        form = {"email": employee.email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrf"]}
        answer = client.post("/account/sign-in/", data=form)
    assert answer.status_code == 302
    assert planted not in answer.headers["set-cookie"]
    assert Session.objects.filter(session_key=planted).count() == 0
