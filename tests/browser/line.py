"""The network between a browser and the application: a TCP proxy on loopback that can be cut and mended."""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Line:
    """Its methods take effect before they return. They are called from another thread than its own."""

    def __init__(self, target: str) -> None:
        self.url = ""
        self.is_ready = threading.Event()
        self._target = urlsplit(target)
        self._is_cut = False
        self._open: set[StreamWriter] = set()  # connections, by what leads to the browser
        self._silent: set[StreamWriter] = set()

    def cut(self) -> None:
        """What is open breaks, and nothing new comes about."""
        self._call(self._cut)

    def mend(self) -> None:
        self._call(self._mend)

    def fall_silent(self) -> None:
        """What is open stays open and brings nothing any more; what is new works."""
        self._call(lambda: self._silent.update(self._open))

    def end(self) -> None:
        self._call(self._cut)
        self._call(self._ending.set)

    async def serve(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._connect, "127.0.0.1", 0) as listener:
            self.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            self.is_ready.set()
            await self._ending.wait()

    def _call(self, change: Callable[[], None]) -> None:
        async def called() -> None:
            change()

        asyncio.run_coroutine_threadsafe(called(), self._loop).result()

    def _cut(self) -> None:
        self._is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def _mend(self) -> None:
        self._is_cut = False

    async def _connect(self, browser: StreamReader, to_browser: StreamWriter) -> None:
        if self._is_cut:
            to_browser.transport.abort()
            return
        server, to_server = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._open.add(to_browser)
        ways = [
            asyncio.create_task(self._carry(browser, to_server, to_browser)),
            asyncio.create_task(self._carry(server, to_browser, to_browser)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.discard(to_browser)
            for way in ways:
                way.cancel()
            for writer in (to_server, to_browser):
                writer.close()

    async def _carry(self, source: StreamReader, to: StreamWriter, to_browser: StreamWriter) -> None:
        with suppress(OSError):
            while piece := await source.read(65536):
                if to_browser not in self._silent:
                    to.write(piece)
                    await to.drain()


@contextmanager
def line_to(target: str) -> Iterator[Line]:
    """A line that is whole, to the application at this address."""
    line = Line(target)
    thread = threading.Thread(target=asyncio.run, args=(line.serve(),), daemon=True)
    thread.start()
    assert line.is_ready.wait(10)
    yield line
    line.end()
    thread.join(10)
    assert not thread.is_alive(), "the line did not end"
