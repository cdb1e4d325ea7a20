"""The server as it is deployed, one worker each, and short of memory for what a reader does not take."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
SEND_BUFFER = 16 * 1024  # bytes the kernel keeps for a reader; by itself it would take megabytes
BACKLOG = 2048  # connections that wait; as many as gunicorn itself would have
COMMAND = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "--workers", "1"]
APPLICATION = "tests.processes.application:application"


@dataclass(frozen=True)
class ServerProcess:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        """Their process ids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def kill(self) -> None:
        """The workers and their parent at once, as when a machine loses its power."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def started(settings: Mapping[str, Any]) -> Iterator[ServerProcess]:
    """It takes connections from now on, and answers when it is ready. Leaving does not wait for an orderly end."""
    with socket.create_server((HOST, 0), backlog=BACKLOG) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [*COMMAND, "--bind", f"fd://{listener.fileno()}", APPLICATION],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.processes.settings",
                "SERVED_SETTINGS": json.dumps(settings),
            },
            cwd=ROOT,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
    server = ServerProcess(port, process)
    try:
        yield server
    finally:
        server.kill()
