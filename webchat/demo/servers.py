"""The two processes of the demo: started, waited for, watched, stopped."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

HOST = "127.0.0.1"
PATIENCE = 60  # seconds until a server must answer
ENDING = 40  # seconds until a server that was told to end is killed; longer than it takes at most
GLANCE = 0.05  # seconds between two looks


class ServerFailed(Exception):
    """A server does not run as it should; the text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    name: str  # as it stands in a sentence
    application: str  # module:variable
    port: int
    probe: str  # a path it answers, with whatever status
    environment: Mapping[str, str]  # added to ours


@dataclass(frozen=True, slots=True)
class RunningServer:
    server: Server
    process: subprocess.Popen[bytes]

    def check(self) -> None:
        code = self.process.poll()
        if code is not None:
            raise ServerFailed(f"The {self.server.name} has ended by itself, with exit code {code}.")

    def answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=1)
        try:
            connection.request("GET", self.server.probe)
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        else:
            return True
        finally:
            connection.close()


@contextmanager
def started(server: Server) -> Iterator[RunningServer]:
    """The server runs as long as the context; leaving it ends the server and waits for its end."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "--workers", "1"]
    process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
        [*command, "--bind", f"{HOST}:{server.port}", server.application],
        env={**os.environ, **server.environment},
        # Ctrl-C goes to a whole session. It is for us, and we end the servers in order.
        start_new_session=True,
    )
    try:
        yield RunningServer(server, process)
    finally:
        _end(process)


def wait_until_answering(servers: Sequence[RunningServer]) -> None:
    deadline = time.monotonic() + PATIENCE
    for each in servers:
        while not each.answers():
            if time.monotonic() > deadline:
                raise ServerFailed(f"The {each.server.name} does not answer on port {each.server.port}.")
            watch_once(servers)


def watch(servers: Sequence[RunningServer]) -> None:
    """Returns never: raises ServerFailed when one of them ends, KeyboardInterrupt when we shall end."""
    while True:
        watch_once(servers)


def watch_once(servers: Sequence[RunningServer]) -> None:
    for each in servers:
        each.check()
    time.sleep(GLANCE)


def free_port(usual: int) -> int:
    """The usual one, or any other if that is taken."""
    return usual if is_free(usual) else any_port()


def is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def any_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDING)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
