"""A throw-away PostgreSQL from Debian's package: `python -m tests.postgres COMMAND…` runs a command on it.

The command finds the database in DATABASE_URL, and in POSTGRES_DATA the folder by which a test can restart it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webchat.demo.servers import any_port

# Every request has a connection of its own, and some tests make hundreds at once.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
max_connections = 400
fsync = off
full_page_writes = off
synchronous_commit = off
"""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl. Debian keeps one for each version, and none of them in the PATH."""
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return Path(found).resolve().parent if found else versions[-1].parent if versions else None


@dataclass(frozen=True)
class Postgres:
    data: Path

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(self.data / "log"))

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", "fast")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Whoever is connected loses the connection, and nobody gets a new one meanwhile."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def create(self, port: int) -> None:
        self._run("initdb", "--auth=trust", "--username=webchat", "--encoding=UTF8", "--locale=C", "--no-sync")
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=port))

    def _run(self, program: str, *arguments: str) -> None:
        folder = programs()
        assert folder, "there is no PostgreSQL: install the package postgresql"
        # It refuses to run as root. No pipes: the server would inherit them and never close its end.
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [folder / program, *arguments, "-D", self.data]
        subprocess.run(command, cwd=self.data, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user)


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """The server, as long as the context; yields the environment that leads to it."""
    port = any_port()
    with tempfile.TemporaryDirectory(prefix="webchat-postgres-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Postgres(Path(folder))
        server.create(port)
        server.start()
        try:
            yield {"DATABASE_URL": f"postgres://webchat@127.0.0.1:{port}/webchat", "POSTGRES_DATA": folder}
        finally:
            server.stop()


def main() -> int:
    with running() as environment:
        return subprocess.run(sys.argv[1:], env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
