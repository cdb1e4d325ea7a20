"""Server processes in front of the test's own database, and the sandbox behind them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.conftest import serving
from tests.processes.browser import Browser
from tests.processes.servers import ServerProcess, started
from webchat.models import Reply, User
from webchat.sandbox.app import create_app
from webchat.sandbox.backend import Backend
from webchat.sandbox.settings import Settings

TOKEN = "a-global-token"
PACE = 2  # times as fast as a model writes: /everything takes about two seconds

# Each argument is a server, by the settings it shall have; they start side by side.
Serve = Callable[..., AbstractContextManager[Sequence[ServerProcess]]]


@pytest.fixture(scope="package")
def chat_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Backend]]:
    app = create_app(Settings(data=tmp_path_factory.mktemp("sandbox"), token=TOKEN, pace=PACE))
    with serving(app) as url:
        yield url, app.state.backend


@pytest.fixture(scope="package")
def serve(django_db_setup: None, chat_api: tuple[str, Backend]) -> Serve:
    common = {"DATABASE": str(connection.settings_dict["NAME"]), "SANDBOX_URL": chat_api[0], "SANDBOX_TOKEN": TOKEN}

    @contextmanager
    def served(*settings: dict[str, Any]) -> Iterator[Sequence[ServerProcess]]:
        with ExitStack() as stack:
            yield [stack.enter_context(started(common | each)) for each in settings]

    return served


@pytest.fixture(scope="package")
def pair(serve: Serve) -> Iterator[Sequence[ServerProcess]]:
    """Two processes that live as long as the tests of this folder. No test ends them."""
    with serve({}, {}) as servers:
        yield servers


@pytest.fixture
def one(pair: Sequence[ServerProcess]) -> ServerProcess:
    return pair[0]


@pytest.fixture
def other(pair: Sequence[ServerProcess]) -> ServerProcess:
    return pair[1]


@pytest.fixture
def sandbox(chat_api: tuple[str, Backend], employee: User) -> Backend:
    """Without any chat of the employee's."""
    backend = chat_api[1]
    backend.chats.delete(employee.email, [chat.id for chat in backend.chats.owned_by(employee.email)])
    return backend


@pytest.fixture
def erin(employee: User, sandbox: Backend) -> Iterator[Browser]:
    """The employee's browser."""
    with closing(Browser(employee)) as browser:
        yield browser
    # A server that outlives the test must not go on with what the test has left.
    Reply.objects.filter(status=Reply.Status.RUNNING).update(status=Reply.Status.STOPPED)


@pytest.fixture
def blank(erin: Browser, one: ServerProcess) -> str:
    """The page of a chat that is not begun yet."""
    return erin.page(one)
