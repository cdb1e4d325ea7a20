"""Two readings of one request, as a proxy and we might have them: checked against the server as it is configured."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.demo import servers
from webchat.demo.servers import RunningServer, Server, started

ROOT = Path(__file__).parents[2]
# Reads the body, and tells in a file what it was asked for.
APPLICATION = """
from pathlib import Path

ASKED = Path(__file__).with_name("asked")


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        for kind in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{kind}.complete"})
        return
    body, event = b"", {"more_body": True}
    while event.get("more_body"):
        event = await receive()
        body += event.get("body", b"")
    with ASKED.open("a") as asked:
        asked.write(f"{scope['method']} {scope['path']}\\n")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
"""
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + SMUGGLED
LENGTH = str(len(CHUNKED)).encode()


def post(*headers: bytes, body: bytes = b"", host: bytes = b"Host: x", line: bytes = b"POST /first HTTP/1.1") -> bytes:
    return b"\r\n".join([line, host, *headers, b"", body])


# Where two readings differ, the second request is within the first one's body for one of them.
AMBIGUOUS = {
    "a length, and chunks": post(b"Content-Length: " + LENGTH, b"Transfer-Encoding: chunked", body=CHUNKED),
    "chunks, and a length": post(b"Transfer-Encoding: chunked", b"Content-Length: " + LENGTH, body=CHUNKED),
    "two lengths": post(b"Content-Length: 0", b"Content-Length: " + LENGTH, body=SMUGGLED),
    "two lengths in one": post(b"Content-Length: 0, 38", body=SMUGGLED),
    "a length with a sign": post(b"Content-Length: +0", body=SMUGGLED),
    "a length below nothing": post(b"Content-Length: -1", body=SMUGGLED),
    "a length in hexadecimal": post(b"Content-Length: 0x0", body=SMUGGLED),
    "a length with an underscore": post(b"Content-Length: 0_0", body=SMUGGLED),
    "a length in other digits": post("Content-Length: \u0660".encode(), body=SMUGGLED),
    "an empty length": post(b"Content-Length:", body=SMUGGLED),
    "a space before the colon": post(b"Content-Length : 38", body=SMUGGLED),
    "another space before the colon": post(b"Transfer-Encoding : chunked", body=CHUNKED),
    "a folded header": post(b"Content-Length:\r\n 38", body=SMUGGLED),
    "folded chunks": post(b"Transfer-Encoding:\r\n chunked", body=CHUNKED),
    "a line that begins with a space": post(b" Transfer-Encoding: chunked", body=CHUNKED),
    "a coding that is none": post(b"Transfer-Encoding: xchunked", body=CHUNKED),
    "chunks that are not last": post(b"Transfer-Encoding: chunked, identity", body=CHUNKED),
    "chunks twice": post(b"Transfer-Encoding: chunked, chunked", body=CHUNKED),
    "chunks and another coding": post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip", body=CHUNKED),
    "quoted chunks": post(b'Transfer-Encoding: "chunked"', body=CHUNKED),
    "chunks with a vertical tab": post(b"Transfer-Encoding: \x0bchunked", body=CHUNKED),
    "a NUL in a name": post(b"Content\x00-Length: 38", body=SMUGGLED),
    "a NUL in a value": post(b"X: a\x00b", body=SMUGGLED),
    "a carriage return in a value": post(b"X: a\rContent-Length: 38", body=SMUGGLED),
    "a line feed in a value": post(b"X: a\nTransfer-Encoding: chunked", b"Content-Length: 5", body=CHUNKED),
    "a size of a chunk in C": post(b"Transfer-Encoding: chunked", body=b"0x0\r\n\r\n" + SMUGGLED),
    "a size with a sign": post(b"Transfer-Encoding: chunked", body=b"+0\r\n\r\n" + SMUGGLED),
    "a size below nothing": post(b"Transfer-Encoding: chunked", body=b"-1\r\n\r\n" + SMUGGLED),
    "a size with an underscore": post(b"Transfer-Encoding: chunked", body=b"0_0\r\n\r\n" + SMUGGLED),
    "a size with a space": post(b"Transfer-Encoding: chunked", body=b" 0\r\n\r\n" + SMUGGLED),
    "a size that overflows": post(b"Transfer-Encoding: chunked", body=b"1" + b"0" * 16 + b"\r\n\r\n" + SMUGGLED),
    "no size": post(b"Transfer-Encoding: chunked", body=b"\r\n\r\n" + SMUGGLED),
    "a chunk longer than it says": post(b"Transfer-Encoding: chunked", body=b"1\r\nabc\r\n0\r\n\r\n" + SMUGGLED),
    "a chunk that ends with a line feed": post(b"Transfer-Encoding: chunked", body=b"1\na\n0\n\n" + SMUGGLED),
    "an extension with a line feed": post(b"Transfer-Encoding: chunked", body=b"2;\nxx\r\n0\r\n\r\n" + SMUGGLED),
    "two hosts": post(b"Host: y", b"Content-Length: 0", body=SMUGGLED),
    "no colon": post(b"Content-Length 38", body=SMUGGLED),
    "no name": post(b": x", body=SMUGGLED),
    "HTTP of another version": post(b"Content-Length: 0", body=SMUGGLED, line=b"POST /first HTTP/1.2"),
    "a target with a space": post(b"Content-Length: 0", body=SMUGGLED, line=b"POST /first /x HTTP/1.1"),
    "a method in small letters": post(b"Content-Length: 0", body=SMUGGLED, line=b"p\x00st /first HTTP/1.1"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tried")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[RunningServer]:
    (folder / "tried.py").write_text(APPLICATION)
    environment = {"PYTHONPATH": f"{folder}:{ROOT}"}
    server = Server(
        name="tried", application="tried:application", port=servers.any_port(), probe="/", environment=environment
    )
    with started(server) as running:
        servers.wait_until_answering([running])
        yield running


def answered(running: RunningServer, sent: bytes) -> bytes:
    """All that comes back until the server closes, or has nothing more to say."""
    with socket.create_connection((servers.HOST, running.server.port), 5) as line:
        line.sendall(sent)
        line.settimeout(1)
        answer, deadline = b"", time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                piece = line.recv(65536)
            except OSError:
                return answer
            if not piece:
                return answer
            answer += piece
    return answer


def asked(folder: Path) -> list[str]:
    path = folder / "asked"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return [line for line in lines if line != "GET /"]


def test_one_request_after_the_other_is_two(running: RunningServer, folder: Path):
    """Or the tests below would find nothing, whatever was sent."""
    answered(running, post(b"Content-Length: 1", body=b"x") + SMUGGLED)
    assert asked(folder) == ["POST /first", "GET /smuggled"]


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_can_be_read_in_two_ways_is_not_read_as_two(running: RunningServer, folder: Path, name: str):
    answer = answered(running, AMBIGUOUS[name])
    assert "GET /smuggled" not in asked(folder)
    assert answer.count(b"HTTP/1.1 200") <= 1


def test_the_server_is_alive_after_all_of_it(running: RunningServer, folder: Path):
    for each in AMBIGUOUS.values():
        with socket.create_connection((servers.HOST, running.server.port), 5) as line:
            line.sendall(each[: len(each) // 2])
    assert b"200" in answered(running, b"GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert "GET /alive" in asked(folder)
    running.check()
