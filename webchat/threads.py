"""The threads that ask the database for requests: a few of them, each with a connection that it keeps."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from asgiref.sync import ThreadSensitiveContext
from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope


class Threads:
    """Gives each request one of `count` threads. Django alone would begin one for each, with a connection of its own:
    that takes longer than what is asked, and a crowd of requests would have a crowd of connections.

    Nobody may keep such a thread busy with anything but the database; what merely takes long has other threads. Paths
    in `apart` are answered also when all of them wait for a database that is away."""

    def __init__(self, app: ASGI3Application, count: int, apart: Collection[str] = ()) -> None:
        self.app = app
        self.apart = apart
        threads = [ThreadPoolExecutor(max_workers=1, thread_name_prefix="database") for _ in range(count)]
        self._next: Iterator[ThreadPoolExecutor] = cycle(threads)

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http" and scope["path"] in self.apart:
            await self.app(scope, receive, send)
            return
        async with ThreadSensitiveContext(executor=next(self._next)):
            await self.app(scope, receive, send)
