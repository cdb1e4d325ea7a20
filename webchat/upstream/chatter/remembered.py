"""What a server is asked for once."""

import asyncio
import math
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from typing import Any

from webchat.upstream.errors import UpstreamError


class Remembered[T]:
    """An answer, for as long as it is taken to be true. However many want it at the same time, one asks, and goes on
    when whoever began it leaves."""

    def __init__(self, lifetime: float = math.inf) -> None:
        self._lifetime = lifetime  # seconds
        self._asked: asyncio.Task[T] | None = None
        self._since = 0.0  # seconds, of the monotonic clock

    @property
    def value(self) -> T | None:
        """As far as it is known without asking."""
        good = self._good()
        return good.result() if good and good.done() else None

    async def get(self, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        if asked := self._good():
            with suppress(UpstreamError):  # it may be no fault of the server's, but of the one who has asked
                return await asyncio.shield(asked)
        return await asyncio.shield(self._good() or self._begin(ask))

    def _good(self) -> "asyncio.Task[T] | None":
        """What goes on, or has given an answer that is not too old."""
        asked = self._asked
        if asked is None or not asked.done():
            return asked
        has_answer = not asked.cancelled() and asked.exception() is None
        return asked if has_answer and time.monotonic() - self._since <= self._lifetime else None

    def _begin(self, ask: Callable[[], Coroutine[Any, Any, T]]) -> "asyncio.Task[T]":
        self._since = time.monotonic()
        self._asked = asyncio.create_task(ask(), context=Context())
        return self._asked
