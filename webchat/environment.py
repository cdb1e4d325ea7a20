"""The environment as typed values: whatever is missing, empty or malformed stops the start with a sentence.

No value of a secret ever stands in such a sentence.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from webchat.secret import Secret

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
KEY_BYTES = 32


class Environment:
    """Reads settings from environment variables, and remembers their names.

    A default of None makes a variable required.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.known: set[str] = set()

    def text(self, name: str, default: str | None = None) -> str:
        self.known.add(name)
        value = self.variables.get(name, default)
        if value is None:
            raise ImproperlyConfigured(f"{name} is missing: it has no default.")
        if not value.strip() and value != default:
            raise ImproperlyConfigured(f"{name} is set but empty: give it a value, or remove it.")
        return value

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}: allowed are {', '.join(choices)}.")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        return self.choice(name, ("true", "false"), str(default).lower()) == "true"

    def number(self, name: str, default: float, *, least: float) -> float:
        value = self.text(name, str(default))
        if not re.fullmatch(r"\d+(\.\d+)?", value) or float(value) < least:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a number, {least:g} or more.")
        return float(value)

    def integer(self, name: str, default: int, *, least: int, most: int = 10**12) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"\d{1,13}", value) or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number from {least} to {most}.")
        return int(value)

    def items(self, name: str) -> tuple[str, ...]:
        """Comma separated values; none by default."""
        value = self.text(name, "")
        items = tuple(item.strip() for item in value.split(",")) if value else ()
        if not all(items):
            raise ImproperlyConfigured(f"{name} must list values with one comma between two of them.")
        return items

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().resolve()

    def origin(self, name: str, default: str | None = None) -> str:
        """`https://host` or `https://host:port`; plain http only where nothing leaves this machine."""
        value = self.text(name, default)
        if value and not _is_origin(value):
            raise ImproperlyConfigured(
                f"{name} is {value!r}: it must be https:// and a host name, without a path; http:// only on loopback."
            )
        return value.rstrip("/")

    def path(self, name: str, default: str | None = None) -> str:
        """Of a server: `/api/v1/chat`, and with a slash at its end where that makes a difference there."""
        value = self.text(name, default)
        if value and not re.fullmatch(r"(/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)+/?", value):
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a path such as /api/v1/chat.")
        return value

    def issuer(self, name: str, default: str | None = None) -> str:
        """An address that others compare letter by letter, so it stays as it is; plain http as for an origin."""
        value = self.text(name, default)
        if value and not _is_address(value):
            raise ImproperlyConfigured(
                f"{name} is {value!r}: it must be https:// and a host name, and a path if the provider has one there; "
                "http:// only on loopback."
            )
        return value

    def secret(self, name: str, default: str | None = None, *, least: int = 1) -> Secret:
        """The variable, or the content of the file that NAME_FILE points to; `least` characters long."""
        self.known.add(f"{name}_FILE")
        path = self.variables.get(f"{name}_FILE")
        if path is None:
            value = self.text(name, default)
        elif name in self.variables:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: remove one of them.")
        else:
            self.known.add(name)
            value = _content(f"{name}_FILE", path)
        if value != default and len(value) < least:
            raise ImproperlyConfigured(f"{name} is too short: it must have at least {least} characters.")
        return Secret(value)

    def keys(self, name: str) -> tuple[Secret, ...]:
        """Keys of 256 bits in base64, with commas between; none by default."""
        value = self.secret(name, default="").reveal()
        keys = tuple(Secret(key.strip()) for key in value.split(",")) if value else ()
        if not all(_is_key(key) for key in keys):
            raise ImproperlyConfigured(
                f"{name} must list keys of 32 bytes in base64, as `openssl rand -base64 32` does."
            )
        return keys

    def refuse_unknown(self, prefix: str) -> None:
        """A setting that is silently ignored is worse than a start that fails: it may be a misspelt one."""
        unknown = sorted(name for name in self.variables if name.startswith(prefix) and name not in self.known)
        if unknown:
            known = ", ".join(sorted(name for name in self.known if name.startswith(prefix)))
            raise ImproperlyConfigured(f"There is no setting {', '.join(unknown)}. There are: {known}.")


def _is_origin(value: str) -> bool:
    return _is_address(value) and urlsplit(value).path in {"", "/"}


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = re.fullmatch(r"[!-~]+", value) is not None and not (parts.query or parts.fragment or "@" in parts.netloc)
    named = re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|::1", host) is not None
    return plain and named and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _is_key(key: Secret) -> bool:
    try:
        return len(base64.b64decode(key.reveal(), validate=True)) == KEY_BYTES
    except ValueError:
        return False


def _content(name: str, path: str) -> str:
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}: the file {path!r} cannot be read ({type(error).__name__}).") from error
    if not value:
        raise ImproperlyConfigured(f"{name}: the file {path!r} is empty.")
    return value
