"""Starting, watching and stopping a server process, tried with one that is small and quick."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.demo import servers
from webchat.demo.servers import RunningServer, Server, ServerFailed, started

APPLICATION = """
async def answering(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


async def failing(scope, receive, send):
    raise RuntimeError("not today")
"""


@pytest.fixture
def port() -> int:
    return servers.any_port()


@pytest.fixture
def applications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "tried.py").write_text(APPLICATION)
    return str(tmp_path)


def server(applications: str, port: int, variable: str = "answering") -> Server:
    path = f"{applications}:{Path(servers.__file__).parents[2]}"
    environment = {"PYTHONPATH": path}
    return Server(name="tried", application=f"tried:{variable}", port=port, probe="/", environment=environment)


@pytest.fixture
def running(applications: str, port: int) -> Iterator[RunningServer]:
    with started(server(applications, port)) as running:
        servers.wait_until_answering([running])
        yield running


def test_any_answer_will_do(running: RunningServer):
    assert running.answers()


def test_leaving_ends_the_server_and_frees_its_port(applications: str, port: int):
    with started(server(applications, port)) as running:
        servers.wait_until_answering([running])
    assert running.process.returncode == 0
    assert servers.is_free(port)


def test_a_server_that_ends_by_itself_is_told_by_name(running: RunningServer):
    running.process.send_signal(signal.SIGKILL)
    running.process.wait()
    with pytest.raises(ServerFailed, match="^The tried has ended by itself, with exit code -9"):
        servers.watch([running])


def test_a_server_that_cannot_start_is_not_waited_for(applications: str, port: int):
    with (
        started(server(applications, port, "failing")) as running,
        pytest.raises(ServerFailed, match="has ended by itself"),
    ):
        servers.wait_until_answering([running])


def test_a_server_that_stays_silent_is_given_up(applications: str, port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(servers, "PATIENCE", 0)
    with (
        started(server(applications, port)) as running,
        pytest.raises(ServerFailed, match=f"The tried does not answer on port {port}"),
    ):
        servers.wait_until_answering([running])


def test_the_usual_port_is_used_if_it_is_free(port: int):
    assert servers.free_port(port) == port


def test_another_port_is_used_if_the_usual_one_is_taken(port: int):
    with socket.create_server((servers.HOST, port)):
        assert not servers.is_free(port)
        assert servers.free_port(port) != port
