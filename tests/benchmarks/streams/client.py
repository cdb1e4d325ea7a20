"""Many readers in one process, each as cheap as it can be: it notes when each chunk's time is seen first."""

import asyncio
import math
import re
import time
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from streams.upstream import CLOCK, now

HOST = "127.0.0.1"
BEGINNING = 16_384  # bytes of a body that are kept

_TIME = re.compile(rb"t(\d{9})")
_REPLY_ID = re.compile(rb'"id": "([0-9a-f-]{36})"')


class Reader(asyncio.Protocol):
    """One request, and its answer as it comes in."""

    def __init__(self, port: int, request: bytes) -> None:
        self.port, self.request = port, request
        self.status = 0
        self.is_complete = False
        self.asked = self.ended = 0.0  # seconds, monotonic
        self.first_byte: float | None = None  # of the body, in seconds after the question
        self.sent = array("I")  # the times the upstream has put into the chunks
        self.seen = array("I")  # when each of them came in here, by the same clock
        self.beginning = b""
        self.named: asyncio.Future[str] = asyncio.get_running_loop().create_future()  # the reply's id, if it has one
        self._closed = asyncio.get_running_loop().create_future()
        self._head = b""
        self._framed = b""  # bytes of a chunk's length that is not complete yet
        self._left = 0  # bytes of a chunk still to come, with the line's end behind it
        self._is_chunked = False
        self._tail = b""

    async def read(self) -> None:
        self.asked = time.monotonic()
        transport = None
        try:
            transport, _ = await asyncio.get_running_loop().create_connection(lambda: self, HOST, self.port)
            await self._closed
        except OSError:
            self.ended = time.monotonic()
        finally:
            if transport:
                transport.abort()

    @property
    def delays(self) -> list[int]:
        """Microseconds from the upstream's sending to our seeing."""
        return [(seen - sent) % CLOCK for sent, seen in zip(self.sent, self.seen, strict=True)]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)

    def connection_lost(self, _error: Exception | None) -> None:
        self.ended = time.monotonic()
        if not self._closed.done():
            self._closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        moment = now()
        if not self.status:
            data = self._without_head(data)
        body = self._without_frames(data) if self._is_chunked else data
        if not body:
            return
        if self.first_byte is None:
            self.first_byte = time.monotonic() - self.asked
        if len(self.beginning) < BEGINNING:
            self._begin(body)
        text = self._tail + body
        self._tail = text[-9:]
        sent = self.sent
        for found in _TIME.findall(text):
            chunk = int(found)
            # A block that still changes comes again and again, with the times in it; later ones are new.
            if not sent or 0 < (chunk - sent[-1]) % CLOCK < CLOCK // 2:
                sent.append(chunk)
                self.seen.append(moment)

    def _without_head(self, data: bytes) -> bytes:
        self._head += data
        head, end, body = self._head.partition(b"\r\n\r\n")
        if not end:
            return b""
        self.status = int(head.split(None, 2)[1])
        self._is_chunked = b"transfer-encoding: chunked" in head.lower()
        return body

    def _without_frames(self, data: bytes) -> bytes:
        data, at, pieces = self._framed + data, 0, []
        while at < len(data):
            if not self._left:
                end = data.find(b"\r\n", at)
                if end < 0:
                    break
                self._left = int(data[at:end], 16) + 2
                self.is_complete = self._left == 2
                at = end + 2
            pieces.append(data[at : at + self._left - 2] if self._left > 2 else b"")
            taken = min(self._left, len(data) - at)
            self._left -= taken
            at += taken
        self._framed = data[at:]
        return b"".join(pieces)

    def _begin(self, body: bytes) -> None:
        self.beginning += body
        if not self.named.done() and (found := _REPLY_ID.search(self.beginning)):
            self.named.set_result(found[1].decode())


@dataclass(frozen=True)
class Crowd:
    """What many readers saw."""

    readers: Sequence[Reader]
    expected: int  # chunks for each
    all_open: float  # when the last one had asked; seconds, monotonic

    @property
    def delays(self) -> list[int]:
        return [delay for reader in self.readers for delay in reader.delays]

    @property
    def chunks(self) -> int:
        return sum(len(reader.sent) for reader in self.readers)

    @property
    def lost(self) -> int:
        return self.expected * len(self.readers) - self.chunks

    @property
    def failed(self) -> int:
        """Answers that were none, or did not come to their end."""
        return sum(reader.status != 200 or not reader.is_complete for reader in self.readers)

    @property
    def unanswered(self) -> int:
        """Connections that the server did not take, or took too late."""
        return sum(not reader.status for reader in self.readers)

    @property
    def all_begun(self) -> float:
        """When the last one had its first byte."""
        return max(reader.asked + (reader.first_byte or 0) for reader in self.readers)

    @property
    def first_end(self) -> float:
        return min((reader.ended for reader in self.readers if reader.is_complete), default=math.inf)

    @property
    def longest_gap(self) -> int:
        """Microseconds between two sendings: how far the upstream fell behind, at its worst."""
        gaps = ((later - sooner) % CLOCK for reader in self.readers for sooner, later in pairwise(reader.sent))
        return max(gaps, default=0)


async def crowd(readers: Sequence[Reader], *, expected: int, spread: float, patience: float) -> Crowd:
    """The readers ask one after the other within `spread` seconds, and are waited for `patience` seconds."""
    begun = time.monotonic()
    tasks = []
    for number, reader in enumerate(readers):
        await asyncio.sleep(max(0, begun + spread * number / len(readers) - time.monotonic()))
        tasks.append(asyncio.create_task(reader.read()))
    all_open = time.monotonic()
    _, late = await asyncio.wait(tasks, timeout=patience)
    for task in late:
        task.cancel()
    for task in late:
        with suppress(asyncio.CancelledError):
            await task
    return Crowd(readers, expected, all_open)
