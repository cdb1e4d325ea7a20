"""A real browser in front of the whole application, and the sandbox behind it."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

from tests.browser import chromium
from tests.conftest import is_thorough, serving
from tests.fakes import Library, saved_chat
from webchat import connection, context
from webchat.models import User
from webchat.sandbox.app import create_app
from webchat.sandbox.backend import Backend
from webchat.sandbox.settings import Settings
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.wire import new_id
from webchat.secret import Secret
from webchat.upstream.types.saved import ChatFile, FileStatus
from webchat.views import chats, files, replies

TOKEN = "a-global-token"
OFFLINE = ("net::ERR_", "Failed to fetch", "network error")  # what a browser complains of when the network is away
PACE = 4  # times as fast as a model writes: an answer takes about a second

# A change waits at most a quarter of an hour for its checks; these wait for bin/check --thorough, or THOROUGH=1.
DETAILS = ("copy", "edit", "export", "feedback", "keys", "preferences", "questions", "search", "sources", "unread")
collect_ignore = [] if is_thorough() else [f"test_{each}.py" for each in DETAILS]

OpenPage = Callable[..., Page]
SaveChats = Callable[[Iterable[str]], None]


@pytest.fixture(scope="session", autouse=True)
def database_in_a_loop() -> None:
    """Playwright keeps an event loop running in this thread, in which Django would not touch its database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.LAUNCH}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each test has an address of its own. The plugin's fixture is declared in a way that pytest 10 will refuse."""


# --- servers ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The static files as they are served to everybody: named after their content, and the styles as one."""
    storages = {**django_settings.STORAGES, "staticfiles": {"BACKEND": "webchat.static_files.HashedFiles"}}
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static"), STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False)
        with override_settings(WHITENOISE_USE_FINDERS=False):
            yield


@pytest.fixture
def sandbox(tmp_path: Path, settings: Any) -> Iterator[Backend]:
    """A chat API of this test's own, without any chat."""
    app = create_app(Settings(data=tmp_path / "sandbox", token=TOKEN, pace=PACE))
    with serving(app) as url:
        settings.SANDBOX_URL, settings.SANDBOX_TOKEN = url, Secret(TOKEN)
        settings.APPLICATIONS = ("handbook", "gone")
        settings.SHUTDOWN_GRACE = 0
        connection._config.cache_clear()
        yield app.state.backend
    connection._config.cache_clear()


@pytest.fixture
def site(sandbox: Backend, asgi_server: str) -> str:
    """The address of the application."""
    return asgi_server


@pytest.fixture
def save_chats(sandbox: Backend, employee: User) -> SaveChats:
    """Gives the employee chats with these titles, the last one on top."""

    def saved(titles: Iterable[str]) -> None:
        now = int(time.time())
        for title in titles:
            sandbox.chats.create(SavedChat(new_id(), employee.email, title, "", now, now))

    return saved


# --- what no page may do -------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Whatever a browser complains of, such as a violated Content-Security-Policy, and whatever it asks of others."""

    origin: str
    complaints: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)  # statuses this test wants to see; a browser complains of each
    neighbours: tuple[str, ...] = ()  # other servers that this test leads to
    offline: bool = False  # whether this test takes the network away

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._request)
        context.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._is_expected(message.text):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _is_expected(self, text: str) -> bool:
        refused = any(re.search(rf"\bwith (a )?status (of )?{status}\b", text) for status in self.refusals)
        return refused or (self.offline and any(words in text for words in OFFLINE))

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"said {dialog.message!r}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        known = [f"{origin}/" for origin in (self.origin, *self.neighbours)]
        if not request.url.startswith((*known, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    watch = Watch(site)
    yield watch
    assert watch.complaints == []


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_page(site: str, watch: Watch, new_context: Callable[..., BrowserContext]) -> OpenPage:
    """A page of a new browser, where this user, if any, has signed in."""

    def opened(user: User | None = None, **options: Any) -> Page:
        context = new_context(base_url=site, **options)
        context.set_default_timeout(10_000)
        watch.over(context)
        if user:
            client = Client()
            client.force_login(user)
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        return context.new_page()

    return opened


@pytest.fixture
def chat_page(open_page: OpenPage, employee: User) -> Page:
    """The employee's new chat."""
    page = open_page(employee)
    page.goto("/")
    return page


@pytest.fixture
def three_chats(save_chats: SaveChats, open_page: OpenPage, employee: User) -> Page:
    """The employee's new chat, and three others."""
    save_chats(["One", "Two", "Three"])
    page = open_page(employee)
    page.goto("/")
    return page


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> Library:
    """In place of the sandbox a chat API whose files belong to their user; one is being read, another cannot be."""
    library = Library(saved={"c1": saved_chat("c1")})
    for module in (chats, files, replies):
        monkeypatch.setattr(module, "client_for", lambda user: library)
    monkeypatch.setattr(context.connection, "capabilities", lambda: library.capabilities)
    library.kept_files = {
        "d1": ChatFile("d1", "scanned.pdf", FileStatus.FAILED, "PARSE_FAILED", size=4000),
        "d2": ChatFile("d2", "minutes.txt", FileStatus.PROCESSING, size=3000),
    }
    return library


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A text file with something to ask about that no other source has."""
    path = tmp_path / "mooring-plan.txt"
    path.write_text("Zeppelins are moored at mast 7 and nowhere else.\n\n" + "Ropes are checked at dawn.\n" * 40)
    return path
