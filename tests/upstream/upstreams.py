"""Servers that the contract is held against, as context managers that give an address."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from tests.upstream.fake_glean import FakeGlean
from tests.upstream.server import serving
from webchat.sandbox.app import create_app
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.layouts import SEED, Layout
from webchat.sandbox.chatter.settings import ChatterSettings
from webchat.sandbox.settings import Settings
from webchat.secret import Secret
from webchat.upstream.credential import Headers, bearer

TOKEN = Secret("a-global-token")
STRONG = "Quartz!Lantern#92vx"
PASSWORD = "harbour-harbour"  # of the accounts of chatter_sandbox


class Bearer:
    """A Credential that stays as it is."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    async def headers(self) -> Headers:
        return bearer(self._token)

    async def renew(self, _refused: Headers) -> bool:
        return False


@asynccontextmanager
async def fake_glean() -> AsyncIterator[str]:
    async with serving() as server:
        server.answer = FakeGlean().answer
        yield server.url


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    with _served(create_app(Settings(data=folder, token=TOKEN.reveal(), pace=0))) as url:
        yield url


@contextmanager
def chatter_sandbox(folder: Path, layout: Layout = SEED, **settings: Any) -> Iterator[str]:
    """`employee` and `admin` sign in with PASSWORD. Requests are not counted, unless `limited` is true."""
    options: dict[str, Any] = {"pace": 0, "processing_delay": 0, "limited": False, **settings}
    with _served(create_chatter_app(ChatterSettings(data=folder, password=PASSWORD, layout=layout, **options))) as url:
        yield url


def registered(url: str) -> Bearer:
    """Somebody new at a Chatter."""
    name = f"mona-{uuid4().hex[:12]}"
    account = {"email": f"{name}@example.com", "username": name, "password": STRONG}
    answer = httpx.post(f"{url}/api/v1/auth/register", json=account, verify=False, trust_env=False)
    return Bearer(Secret(answer.raise_for_status().json()["access_token"]))


@contextmanager
def _served(app: Any) -> Iterator[str]:
    """In a thread, because it takes longer to start than a test to run: one is kept for many."""
    server = uvicorn.Server(uvicorn.Config(app, loop="asyncio", ws="none", log_level="critical"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the sandbox did not start"
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
