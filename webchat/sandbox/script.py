"""What a reply is made of before anybody plays it: lines, pauses, accidents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from webchat.sandbox import wire
from webchat.sandbox.cues import STEP, WORD, Cut, Wait
from webchat.sandbox.wire import Wire

WORDS_PER_LINE = 3

_WORD = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One ChatResponse, and the natural pause before it in seconds."""

    response: Wire
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that go out as they are, and the ChatResponse a client should make of them, if any."""

    data: bytes
    meaning: Wire | None = None


Script = Iterable[Line | Raw | Wait | Cut]


@dataclass(frozen=True, slots=True)
class Reply:
    """A script, to be played at once, or behind a 202."""

    script: Script
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP status instead of a reply, with a sentence as plain text."""

    status: int
    sentence: str
    retry_after: int | None = None  # seconds


def step(kind: str, *fragments: Wire, step_id: str = "S1") -> Line:
    """A line of progress, worded as recorded from the real API: `**Searching:** …`."""
    return Line(wire.response(wire.message("UPDATE", wire.text(f"**{kind}:** "), *fragments, stepId=step_id)), STEP)


def step_done(step_id: str = "S1") -> Line:
    update = {"author": "GLEAN_AI", "messageType": "UPDATE", "messageId": wire.new_id(), "stepId": step_id}
    return Line(wire.response({**update, "isStepComplete": True}))


def said(kind: str, words: str) -> Line:
    """A whole message of another kind than the answer."""
    return Line(wire.response(wire.message(kind, wire.text(words))), STEP)


def written(parts: Iterable[str | Wire], words_per_line: int = WORDS_PER_LINE, word: float = WORD) -> Iterator[Line]:
    """The answer: text a few words at a time, and citation fragments where they stand, under one message id."""
    message_id = wire.new_id()
    for fragment, words in _fragments(parts, words_per_line):
        more = wire.message("CONTENT", fragment, message_id=message_id, stepId="S2", hasMoreFragments=True)
        yield Line(wire.response(more), words * word)
    last = wire.message("CONTENT", message_id=message_id, stepId="S2", messageTrackingToken=f"T{message_id}")
    yield Line(wire.response(last))


def follow_ups(prompts: Iterable[str]) -> Line:
    return Line({"messages": [], "followUpPrompts": list(prompts)})


def _fragments(parts: Iterable[str | Wire], words_per_line: int) -> Iterator[tuple[Wire, int]]:
    for part in parts:
        if not isinstance(part, str):
            yield part, 0
            continue
        words = _WORD.findall(part) or [part]
        for start in range(0, len(words), words_per_line):
            chunk = words[start : start + words_per_line]
            yield wire.text("".join(chunk)), len(chunk)
