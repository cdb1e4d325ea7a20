"""A reader that takes nothing costs its buffer, and not for ever. With gunicorn, whose buffers these are."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.slow_readers import SlowReaders

PIECE = b"x" * 10_000

# Endless answers; what became of each is told to whoever asks for /left.
APPLICATION = f"""
import asyncio
from webchat.slow_readers import SlowReaders

left = 0

async def endless(scope, receive, send):
    global left
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    if scope["path"] == "/left":
        await send({{"type": "http.response.body", "body": b"left: %d." % left}})
        return
    try:
        while True:
            await send({{"type": "http.response.body", "body": {PIECE!r}, "more_body": True}})
            await asyncio.sleep(0)
    finally:
        left += 1

application = SlowReaders(endless, patience=0.2)
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, int]]:
    (tmp_path / "endless.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "endless:application"]
        options = [
            "--bind",
            f"fd://{listener.fileno()}",
            "--workers",
            "1",
            "--asgi-lifespan",
            "off",
            "--pythonpath",
            f"{tmp_path},{Path.cwd()}",
        ]
        process = subprocess.Popen([*command, *options], pass_fds=[listener.fileno()], env=os.environ)
        yield listener.getsockname()
        process.terminate()
        process.wait(30)


def ask(address: tuple[str, int], path: str) -> socket.socket:
    browser = socket.create_connection(address, timeout=30)
    browser.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    return browser


def test_a_reader_that_takes_nothing_is_let_go(address: tuple[str, int]) -> None:
    told = b""
    with ask(address, "/"):
        while b"left: 1." not in told:
            with ask(address, "/left") as other:
                told = b"".join(iter(lambda: other.recv(10_000), b""))


async def test_a_reader_that_takes_its_time_is_waited_for() -> None:
    sent = []

    async def application(scope, receive, send):
        for number in range(5):
            await send(number)

    async def slow(event):
        await asyncio.sleep(0.25)
        sent.append(event)

    await SlowReaders(application, patience=1)({"type": "http"}, None, slow)
    assert sent == [0, 1, 2, 3, 4]
