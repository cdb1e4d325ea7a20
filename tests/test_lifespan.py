"""What a server process does before its first and after its last request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from webchat.lifespan import Lifespan, running


class Server:
    """The server's side of the lifespan protocol."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        self.heard: list[Any] = []

    async def heard_next(self) -> Any:
        async with asyncio.timeout(5):
            while not self.heard:
                await asyncio.sleep(0)
        return self.heard.pop(0)

    async def send(self, event: Any) -> None:
        self.heard.append(event)

    def tell(self, moment: str) -> None:
        self.told.put_nowait({"type": f"lifespan.{moment}"})

    async def run(self, context: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        await Lifespan(nothing, context)({"type": "lifespan"}, self.told.get, self.send)  # type: ignore[arg-type]


async def nothing(*_: Any) -> None: ...


@pytest.fixture
def server() -> Server:
    return Server()


async def test_the_context_is_open_between_startup_and_shutdown(server: Server):
    seen: list[str] = []

    @asynccontextmanager
    async def context() -> AsyncIterator[None]:
        seen.append("opened")
        yield
        seen.append("closed")

    life = asyncio.create_task(server.run(context))
    server.tell("startup")
    assert await server.heard_next() == {"type": "lifespan.startup.complete"}
    assert seen == ["opened"]
    server.tell("shutdown")
    assert await server.heard_next() == {"type": "lifespan.shutdown.complete"}
    assert seen == ["opened", "closed"]
    await life


async def test_a_process_that_cannot_start_says_so(server: Server):
    @asynccontextmanager
    async def context() -> AsyncIterator[None]:
        raise OSError("no database")
        yield

    server.tell("startup")
    await server.run(context)
    assert server.heard == [{"type": "lifespan.startup.failed", "message": "no database"}]


async def test_a_process_that_cannot_end_cleanly_says_so(server: Server):
    @asynccontextmanager
    async def context() -> AsyncIterator[None]:
        yield
        raise OSError("disk full")

    server.tell("startup")
    server.tell("shutdown")
    await server.run(context)
    assert server.heard[1:] == [{"type": "lifespan.shutdown.failed", "message": "disk full"}]


async def test_requests_are_passed_on():
    calls: list[Any] = []

    async def app(*call: Any) -> None:
        calls.append(call)

    request = ({"type": "http"}, "receive", "send")
    await Lifespan(app, running)(*request)  # type: ignore[arg-type]
    assert calls == [request]
