"""`manage.py sandbox`: the stand-in for a chat API, by itself."""

import os
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser, DjangoHelpFormatter

from webchat.sandbox import scenarios
from webchat.sandbox.chatter import scenarios as chatter_scenarios
from webchat.sandbox.chatter.layouts import LAYOUTS

GLEAN, CHATTER = "glean", "chatter"
APPLICATIONS = {GLEAN: "webchat.sandbox.asgi:application", CHATTER: "webchat.sandbox.chatter.asgi:application"}

_HELP = f"""
Serves a local stand-in for Glean's client chat API, or with --api chatter for Chatter's. It answers by full-text
search over a bundled handbook and over uploaded files, and quotes what it finds. A prompt that begins with one of
these words plays a part instead:

{scenarios.table()}

A file that is named like a status or a failure of the API, such as AV_SCAN_FAILED.txt, ends that way.

As a Chatter it plays these:

{chatter_scenarios.table()}

There, the first version has a chat that has been repaired, and everything else as it was: it does not read documents.
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
        parser.add_argument(
            "--api", choices=APPLICATIONS, default=GLEAN, help="whose wire format (default: %(default)s)"
        )
        parser.add_argument(
            "--layout",
            choices=[*LAYOUTS],
            default=settings.SANDBOX_CHATTER_LAYOUT,
            help="which version of Chatter (default: %(default)s)",
        )
        parser.add_argument("--data", type=Path, default=settings.SANDBOX_DATA, help="folder (default: %(default)s)")
        parser.add_argument(
            "--pace",
            type=float,
            default=settings.SANDBOX_PACE,
            help="1: as fast as a model writes, 2: twice as fast, 0: without pauses (default: %(default)s)",
        )

    def handle(self, *_args: Any, host: str, port: int, api: str, **options: Any) -> None:
        self.introduce(api)
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.stdout.write(f"The sandbox listens on http://{address}. Ctrl-C stops it.")
        self.stdout.flush()
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:webchat.gunicorn", "--workers", "1"]
        environment = {
            "WEBCHAT_SANDBOX_TOKEN": settings.SANDBOX_TOKEN.reveal(),
            "WEBCHAT_SANDBOX_PASSWORD": settings.SANDBOX_PASSWORD.reveal(),
            "WEBCHAT_SANDBOX_HOSTS": host,
            "WEBCHAT_SANDBOX_DATA": str(options["data"]),
            "WEBCHAT_SANDBOX_PACE": f"{options['pace']:g}",
            "WEBCHAT_SANDBOX_CHATTER_LAYOUT": options["layout"],
            "WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE": str(settings.SANDBOX_CHATTER_TOKEN_LIFE),
        }
        os.execve(  # noqa: S606 - the process becomes the server
            sys.executable,
            [*gunicorn, "--bind", address, APPLICATIONS[api]],
            {**os.environ, **environment},
        )

    def introduce(self, api: str) -> None:
        """What somebody has to know who talks to it, unless they said it themselves."""
        if api == CHATTER:
            if not is_set("WEBCHAT_SANDBOX_PASSWORD"):
                password = settings.SANDBOX_PASSWORD.reveal()
                self.stdout.write(f"Its accounts are employee and admin. Their password:\n\n  {password}\n")
        elif not is_set("WEBCHAT_SANDBOX_TOKEN"):
            token = settings.SANDBOX_TOKEN.reveal()
            self.stdout.write(f"Its token, for whoever talks to it:\n\n  WEBCHAT_SANDBOX_TOKEN={token}\n")


def is_set(secret: str) -> bool:
    return not {secret, f"{secret}_FILE"}.isdisjoint(os.environ)
