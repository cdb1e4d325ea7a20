"""The sandbox as authorization server and chat API, and everybody with a token of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import serving
from tests.credentials.browser import KEY, Browser
from webchat import connection
from webchat.credentials import glean
from webchat.models import User
from webchat.sandbox.app import create_app
from webchat.sandbox.backend import Backend
from webchat.sandbox.settings import Settings
from webchat.secret import Secret


@pytest.fixture
def sandbox(tmp_path: Path, settings: Any) -> Iterator[Backend]:
    app = create_app(Settings(data=tmp_path / "sandbox", token="nobody-has-it", pace=0, smallest_file=1))
    with serving(app) as url:
        settings.SANDBOX_URL = settings.UPSTREAM_URL = url
        settings.CREDENTIAL_KIND, settings.PERSONAL_TOKENS = "personal-oauth", True
        settings.ENCRYPTION_KEYS = (Secret(KEY),)
        connection._config.cache_clear()
        glean._found.clear()
        yield app.state.backend
    connection._config.cache_clear()


@pytest.fixture
def browser_of(sandbox: Backend, asgi_server: str) -> Iterator[Callable[[User], Browser]]:
    with ExitStack() as stack:
        yield lambda user: stack.enter_context(Browser(asgi_server, user))


@pytest.fixture
def erin(browser_of: Callable[[User], Browser], employee: User) -> Browser:
    """The employee's browser."""
    return browser_of(employee)
