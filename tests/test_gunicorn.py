"""The server as it is configured, in front of an application that is small and quick."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from webchat.demo import servers
from webchat.demo.servers import RunningServer, Server, started

ROOT = Path(__file__).parent.parent
APPLICATION = """
import asyncio
from pathlib import Path

replies = set()


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        Path(__file__).with_name("ending").touch()
        while replies:
            await asyncio.sleep(0.01)
        Path(__file__).with_name("ended").touch()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/reply":
        replies.add(scope["path"])
        while not Path(__file__).with_name("ending").exists():
            await send({"type": "http.response.body", "body": b"word ", "more_body": True})
            await asyncio.sleep(0.05)
        await send({"type": "http.response.body", "body": b"last word", "more_body": True})
        replies.clear()
    await send({"type": "http.response.body", "body": b"", "more_body": False})
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningServer]:
    (tmp_path / "tried.py").write_text(APPLICATION)
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    port = servers.any_port()
    server = Server(name="tried", application="tried:application", port=port, probe="/", environment=environment)
    with started(server) as running:
        servers.wait_until_answering([running])
        yield running


def test_a_connection_is_kept_for_the_next_request(running: RunningServer):
    connection = http.client.HTTPConnection(servers.HOST, running.server.port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/")
        assert connection.getresponse().read() == b""
        assert isinstance(connection.sock, socket.socket), "closed by the server"
    connection.close()


def test_an_open_page_does_not_keep_the_application_from_ending_well(running: RunningServer, tmp_path: Path):
    with httpx.Client(trust_env=False) as browser:
        browser.get(f"http://{servers.HOST}:{running.server.port}/")
        running.process.terminate()
        assert running.process.wait(servers.ENDING) == 0
    assert (tmp_path / "ended").exists()


def test_a_running_reply_is_sent_to_its_end(running: RunningServer, tmp_path: Path):
    with httpx.stream("GET", f"http://{servers.HOST}:{running.server.port}/reply", trust_env=False) as reply:
        words = reply.iter_text()
        said = next(words)
        running.process.terminate()
        said += "".join(words)
    assert said.endswith("word last word")
    assert running.process.wait(servers.ENDING) == 0
    assert (tmp_path / "ended").exists()
