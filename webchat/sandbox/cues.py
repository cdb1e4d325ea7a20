"""What a script is made of, whatever the wire format: words at a model's pace, pauses, accidents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = 1 / 40  # seconds a model takes for one
STEP = 0.5  # seconds it takes to search or to read

_WORD = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Wait:
    """Real seconds, at any pace."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks here."""


def pieces(text: str, words: int) -> Iterator[tuple[str, int]]:
    """The text, so many words at a time, and how many they are."""
    found = _WORD.findall(text) or [text]
    for start in range(0, len(found), words):
        piece = found[start : start + words]
        yield "".join(piece), len(piece)
