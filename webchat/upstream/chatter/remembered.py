"""What a server is asked for once."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable


class Remembered[T]:
    """An answer, for as long as it is taken to be true. However many want it at the same time, one asks; if that fails,
    the next one does."""

    def __init__(self, lifetime: float = math.inf) -> None:
        self._lifetime = lifetime  # seconds
        self._kept: tuple[T, float] | None = None  # with the time when it was asked for
        self._asking = asyncio.Lock()

    @property
    def value(self) -> T | None:
        """As far as it is known without asking, and however old."""
        return self._kept[0] if self._kept else None

    async def get(self, ask: Callable[[], Awaitable[T]]) -> T:
        async with self._asking:
            if self._kept is None or time.monotonic() - self._kept[1] > self._lifetime:
                self._kept = (await ask(), time.monotonic())
            return self._kept[0]
