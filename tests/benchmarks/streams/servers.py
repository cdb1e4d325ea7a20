"""The servers under test and the upstream behind them, each a process of its own that ends with its context."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from streams.client import HOST

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE = 60  # seconds for a server to answer, or to end
CSRF = "c" * 32

NGINX_CONFIG = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {host}:{port} backlog=4096;
    location / {{
      proxy_pass http://{host}:{upstream};
      proxy_http_version 1.1;
      proxy_buffering off;
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Plan:
    """A reply, as the upstream is asked for it."""

    chunks: int
    rate: int  # chunks a second

    @property
    def seconds(self) -> float:
        return self.chunks / self.rate

    def __str__(self) -> str:
        return f"{self.chunks} chunks, {self.rate} a second"


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    sessions: Sequence[str] = ()  # of those who may ask it, if it wants to know

    def request(self, plan: Plan, person: int) -> bytes:
        """What this person sends to have the plan played."""
        if not self.sessions:
            body = json.dumps({"messages": [{"author": "USER", "fragments": [{"text": str(plan)}]}], "stream": True})
            return self._request("POST /rest/api/v1/chat", body, {"Content-Type": "application/json"})
        body = f"prompt={str(plan).replace(' ', '+').replace(',', '%2C')}&chat=&send_key={uuid4().hex}"
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}
        return self._request("POST /messages/", body, {**kind, **self._signed_in(person)})

    def again(self, reply_id: str, person: int) -> bytes:
        """What this person sends to see a reply from its beginning."""
        return self._request(f"GET /replies/{reply_id}/", "", self._signed_in(person))

    def _signed_in(self, person: int) -> dict[str, str]:
        return {"Cookie": f"session={self.sessions[person]}; csrf={CSRF}", "HX-Request": "true"}

    def _request(self, line: str, body: str, headers: Mapping[str, str]) -> bytes:
        common = {"Host": f"{HOST}:{self.port}", "Connection": "close", "Content-Length": str(len(body))}
        fields = "".join(f"{name}: {value}\r\n" for name, value in (common | headers).items())
        return f"{line} HTTP/1.1\r\n{fields}\r\n{body}".encode()


class Stage:
    """Where everything stands: ports, folders, people, and the upstream while `opened`."""

    def __init__(self, folder: Path, first_port: int) -> None:
        self.folder = folder
        self.commits = folder / "commits.json"  # written by streams.counted
        self.upstream: Server
        self._port = first_port
        self._sessions: list[str] = []
        self._data = folder / "data"

    @contextmanager
    def opened(self, people: int) -> Iterator[None]:
        port = self._free_port()
        with self._process([sys.executable, str(HERE / "upstream.py"), str(port)], port) as self.upstream:
            made = subprocess.run(
                [sys.executable, HERE / "people.py", str(people)],
                cwd=ROOT,
                env=_clean(self._environment(self._data)),
                stdout=subprocess.PIPE,
                check=True,
            )
            self._sessions = made.stdout.decode().split()
            yield

    @contextmanager
    def direct(self) -> Iterator[Server]:
        yield self.upstream

    @contextmanager
    def nginx(self) -> Iterator[Server]:
        port, folder = self._free_port(), self.folder / "nginx"
        folder.mkdir(exist_ok=True)
        config = folder / "nginx.conf"
        config.write_text(NGINX_CONFIG.format(folder=folder, host=HOST, port=port, upstream=self.upstream.port))
        with self._process([NGINX, "-p", folder, "-c", config, "-g", "daemon off;"], port) as server:
            yield server

    @contextmanager
    def relay(self) -> Iterator[Server]:
        environment = {"BENCH_UPSTREAM": f"http://{HOST}:{self.upstream.port}"}
        # On the loop that is the faster one for it.
        with self._gunicorn("streams.relay:application", environment, "--asgi-loop", "uvloop") as server:
            yield server

    @contextmanager
    def ours(self, data: Path | None = None, application: str = "webchat.asgi:application") -> Iterator[Server]:
        """With a data folder of its own, unless it is told to share one."""
        with self._gunicorn(application, self._environment(data or self.fresh_data())) as server:
            yield Server(server.port, server.pid, self._sessions)

    def fresh_data(self) -> Path:
        """The people, and no reply."""
        folder = self.folder / uuid4().hex
        shutil.copytree(self._data, folder)
        return folder

    def _environment(self, data: Path) -> dict[str, str]:
        return {
            "DJANGO_SECRET_KEY": "for-benchmarks-only-" * 3,
            "DJANGO_ALLOWED_HOSTS": HOST,
            "WEBCHAT_DATA": str(data),
            "WEBCHAT_HTTPS": "false",
            "WEBCHAT_UPSTREAM": "sandbox",
            "WEBCHAT_SANDBOX_URL": f"http://{HOST}:{self.upstream.port}",
            "WEBCHAT_SANDBOX_TOKEN": "any",
            "BENCH_COMMITS": str(self.commits),
            "WEBCHAT_REPLIES_PER_PROCESS": "100000",
        }

    @contextmanager
    def _gunicorn(self, application: str, environment: Mapping[str, str], *more: str) -> Iterator[Server]:
        port = self._free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "--workers", "1"]
        options = ["--bind", f"{HOST}:{port}", "--pythonpath", str(HERE.parent), *more]
        with self._process([*command, *options, application], port, environment) as server:
            yield server

    @contextmanager
    def _process(
        self, command: Sequence[str | Path | None], port: int, environment: Mapping[str, str] | None = None
    ) -> Iterator[Server]:
        said = self.folder / f"{port}.log"
        with said.open("wb") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env=_clean(environment or {}),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            _wait_for(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if words := said.read_text(errors="replace").strip():
                sys.stderr.write(f"{' '.join(map(str, command[1:4]))} on {port} said:\n{words[:2000]}\n")

    def _free_port(self) -> int:
        while True:
            self._port += 1
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, self._port))
                except OSError:
                    continue
                return self._port


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """No setting of whoever runs this may leak in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEBCHAT_", "DJANGO_", "DATA"))}
    return {**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE.parent}", **environment}


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
