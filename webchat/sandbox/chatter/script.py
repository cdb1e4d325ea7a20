"""What a reply is made of before anybody plays it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched

from webchat.sandbox.chatter.wire import Wire
from webchat.sandbox.cues import WORD, Cut, Wait

_WORD = re.compile(r"\s*\S+|\s+\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the answer, and the natural pause before it in seconds."""

    text: str
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Apology:
    """The model failed. Chatter says so as if it were the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A piece of the answer that the stream leaves out."""

    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """Another event than those of the answer, by the fields it has a value in."""

    fields: Wire
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that go out as they are, and the piece of the answer a client should read from them."""

    data: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reply ends with an error."""

    text: str
    bare: bool = False  # as an event of two keys


Script = Iterable[Token | Apology | Unsaid | Event | Raw | Failure | Wait | Cut]


def written(text: str, words: int = 1, word: float = WORD) -> Iterator[Token]:
    """So many words in each token, each with the space before it."""
    for group in batched(_WORD.findall(text), words):
        yield Token("".join(group), len(group) * word)
