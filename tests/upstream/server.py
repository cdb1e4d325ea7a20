"""An HTTP/1.1 server on loopback that says what a test scripts, breaks where it should, and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Ending(Enum):
    COMPLETE = auto()
    CUT = auto()  # the connection closes before the body has ended
    SILENCE = auto()  # nothing more comes, and the connection stays open
    HUNG_UP = auto()  # the connection closes before anything was said


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]  # lower-case names
    body: bytes

    @property
    def operation(self) -> str:
        return urlsplit(self.target).path.removeprefix("/rest/api/v1/")

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Said:
    body: bytes | Sequence[bytes] = b""  # pieces go out as chunks, one by one
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = Ending.COMPLETE


def said_json(value: object, status: int = 200) -> Said:
    return Said(json.dumps(value).encode(), status, {"Content-Type": "application/json"})


class Server:
    """`says` scripts the answers; the last one repeats."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.connections = 0
        self.left = asyncio.Event()  # set when a client has closed a connection that was kept silent
        self.answer: Callable[[Asked], Said] = self._scripted
        self._script: list[Said] = [Said(status=500)]
        self._writers: set[asyncio.StreamWriter] = set()

    def says(self, *answers: Said) -> None:
        self._script = list(answers)

    def _scripted(self, asked: Asked) -> Said:
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while (asked := await _asked(reader)) and await self._say(self._hear(asked), reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._writers.discard(writer)

    def close(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    def _hear(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return self.answer(asked)

    async def _say(self, said: Said, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection can be used again."""
        if said.ending is Ending.HUNG_UP:
            return False
        for piece in _wire(said):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)  # lets a reader on the same loop see each piece by itself
        if said.ending is Ending.SILENCE:
            await reader.read()
            self.left.set()
        return said.ending is Ending.COMPLETE


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.connected, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        server.close()
        await listener.wait_closed()


def _wire(said: Said) -> list[bytes]:
    chunked = not isinstance(said.body, bytes)
    size = len(said.body) + (said.ending is not Ending.COMPLETE)
    framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(size)}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**framing, **said.headers}.items())
    first = f"HTTP/1.1 {said.status} Scripted\r\n{head}\r\n".encode()
    if isinstance(said.body, bytes):
        return [first, said.body]
    last = [b"0\r\n\r\n"] if said.ending is Ending.COMPLETE else []
    return [first, *(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in said.body if piece), *last]


async def _asked(reader: asyncio.StreamReader) -> Asked | None:
    request = await reader.readline()
    if not request:
        return None
    method, target, _ = request.decode().split(" ", 2)
    headers = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return Asked(method, target, headers, await _body(reader, headers))


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
