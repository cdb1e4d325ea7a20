"""The environment of the demo, and of the sandbox by itself.

It must stand before Django reads its settings, so `manage.py` calls this first.
"""

import argparse
import base64
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

DATA = ".webchat"


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """An option for both who read it: `prepare`, and the command, which shows it in its help."""
    parser.add_argument("--data", default=DATA, help=f"the folder that keeps everything (default: {DATA})")


def prepare(arguments: Sequence[str]) -> None:
    """What the environment says already is left as it is."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_data_option(parser)
    options, _others = parser.parse_known_args(arguments)
    data = Path(os.environ.setdefault("WEBCHAT_DATA", options.data)).expanduser()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    defaults = {
        "DJANGO_SECRET_KEY": kept_secret(data / "secret-key", secrets.token_urlsafe(50)),
        "WEBCHAT_ENCRYPTION_KEYS": kept_secret(data / "encryption-key", fresh_key()),
        "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "WEBCHAT_HTTPS": "false",
    }
    for name, value in defaults.items():
        if f"{name}_FILE" not in os.environ:
            os.environ.setdefault(name, value)


def fresh_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def kept_secret(path: Path, fresh: str) -> str:
    """The secret this file keeps; a fresh one, kept from now on, if there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        path.touch(mode=0o600)
        path.write_text(fresh, encoding="utf-8")
        return fresh
