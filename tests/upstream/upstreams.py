"""Servers that the contract is held against, as context managers that give an address."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn

from tests.upstream.fake_glean import FakeGlean
from tests.upstream.server import serving
from webchat.sandbox.app import create_app
from webchat.sandbox.settings import Settings
from webchat.secret import Secret

TOKEN = Secret("a-global-token")


@asynccontextmanager
async def fake_glean() -> AsyncIterator[str]:
    async with serving() as server:
        server.answer = FakeGlean().answer
        yield server.url


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    """In a thread, because it takes longer to start than a test to run: one is kept for many."""
    app = create_app(Settings(data=folder, token=TOKEN.reveal(), pace=0))
    server = uvicorn.Server(uvicorn.Config(app, loop="asyncio", ws="none", log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the sandbox did not start"
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
