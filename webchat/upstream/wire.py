"""JSON in which anything may be missing, null or of a wrong type: every reader here gives a usable value.

The newest SDK of Glean's own refuses whole replies for one null in a deep entity (api-client-python#47).
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

Wire = Mapping[str, object]

LATEST_SECONDS = 100_000_000_000  # the year 5138; a larger number counts milliseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHAT_ID = re.compile(r"[^/]{1,200}")  # Glean's have 32 characters
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes a NUL, no encoder half a surrogate pair


def parse(document: bytes) -> Wire:
    """A JSON object. ValueError: it is none."""
    value = parse_any(document)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for whoever reads a line
    return value


def parse_any(document: bytes) -> object:
    """Any JSON. ValueError: it is none."""
    try:
        return json.loads(document.decode(errors="replace"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def mapping(value: object) -> Wire:
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[Wire]:
    return [item for item in items(value) if isinstance(item, dict)]


def string(value: object) -> str:
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else ""


def chat_identity(value: object) -> str:
    """Empty also for what could stand in no address: one such chat must not break the list of all."""
    found = string(value)
    return found if CHAT_ID.fullmatch(found) else ""


def strings(value: object) -> tuple[str, ...]:
    return tuple(found for item in items(value) if (found := string(item)))


def first_string(wire: Wire, *keys: str) -> str:
    """The first of the named values that is a string and not empty."""
    return next((found for key in keys if (found := string(wire.get(key)))), "")


def integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def moment(value: object) -> datetime | None:
    """Unix seconds or milliseconds, as a number or in a string, or ISO 8601. The year 1 is Go's unset time."""
    try:
        found = _moment(value)
    except (ValueError, OverflowError):
        return None
    return found if found and found.year > 1 else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        return _written_moment(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return EPOCH + timedelta(seconds=value if abs(value) < LATEST_SECONDS else value / 1000)


def _written_moment(value: str) -> datetime:
    if value.isdecimal():
        return EPOCH + timedelta(seconds=int(value) if int(value) < LATEST_SECONDS else int(value) / 1000)
    found = datetime.fromisoformat(value)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
