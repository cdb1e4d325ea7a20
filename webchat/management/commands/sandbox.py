"""`manage.py sandbox`: the stand-in for Glean's chat API, by itself."""

import os
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

from webchat.sandbox.scenarios import table

_HELP = f"""
Serves a local stand-in for Glean's client chat API. It answers by full-text search over a bundled handbook and over
uploaded files, and quotes what it finds. A prompt that begins with one of these words plays a part instead:

{table()}

A file that is named like a status or a failure of the API, such as AV_SCAN_FAILED.txt, ends that way.
"""


class _HelpFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Leaves the lines of the table as they are."""


class Command(BaseCommand):
    help = _HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=_HelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8001, help="port to listen on (default: %(default)s)")
        parser.add_argument("--data", type=Path, default=settings.SANDBOX_DATA, help="folder (default: %(default)s)")
        parser.add_argument(
            "--pace",
            type=float,
            default=settings.SANDBOX_PACE,
            help="1: as fast as a model writes, 2: twice as fast, 0: without pauses (default: %(default)s)",
        )

    def handle(self, *_args: Any, host: str, port: int, data: Path, pace: float, **_options: Any) -> None:
        if not {"WEBCHAT_SANDBOX_TOKEN", "WEBCHAT_SANDBOX_TOKEN_FILE"} & os.environ.keys():
            self.stdout.write(
                f"Its token, for whoever talks to it:\n\n  WEBCHAT_SANDBOX_TOKEN={settings.SANDBOX_TOKEN.reveal()}\n"
            )
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.stdout.write(f"The sandbox listens on http://{address}. Ctrl-C stops it.")
        self.stdout.flush()
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "--workers", "1"]
        environment = {
            "WEBCHAT_SANDBOX_TOKEN": settings.SANDBOX_TOKEN.reveal(),
            "WEBCHAT_SANDBOX_DATA": str(data),
            "WEBCHAT_SANDBOX_PACE": f"{pace:g}",
        }
        os.execve(  # noqa: S606 - the process becomes the server
            sys.executable,
            [*gunicorn, "--bind", address, "webchat.sandbox.asgi:application"],
            {**os.environ, **environment},
        )
