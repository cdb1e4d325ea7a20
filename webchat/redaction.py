"""Takes out of what a server tells about itself whatever looks like a secret, before a page shows it."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "•••"
DEEPEST = 30  # levels; what lies below is left out

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")  # of snake_case, camelCase and Header-Case
_SECRET = re.compile(
    r"(key|secret|token|passw(or)?d|pwd|passphrase|credential|authori[sz]ation|auth|cookie|dsn)s?$", re.IGNORECASE
)
_LOGIN = re.compile(r"(?<=://)[^/?#\s]*(?=@)")  # of an address
_SAID = re.compile(r"((?:key|secret|token|password)=|\bbearer\s+)[^\s&\"']+", re.IGNORECASE)


def redacted(value: Any, name: str = "") -> Any:
    """The same value without the texts that are secrets by their name or their form. `name` is the value's own. Numbers
    and booleans stay: `max_tokens` is none, nor is `api_key_required`."""
    return _redacted(value, is_secret=_names_a_secret(name), depth=0)


def _redacted(value: Any, *, is_secret: bool, depth: int) -> Any:
    if depth > DEEPEST:
        return "…"
    match value:
        case Mapping():
            return {
                name: _redacted(inner, is_secret=is_secret or _names_a_secret(str(name)), depth=depth + 1)
                for name, inner in value.items()
            }
        case list() | tuple():
            return [_redacted(inner, is_secret=is_secret, depth=depth + 1) for inner in value]
        case str():
            return HIDDEN if is_secret and value else _SAID.sub(rf"\1{HIDDEN}", _LOGIN.sub(HIDDEN, value))
    return value


def _names_a_secret(name: str) -> bool:
    """By the end of any of its words, which may be two that have grown together."""
    return any(_SECRET.search(word) for word in _WORD.findall(name))
