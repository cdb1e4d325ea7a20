"""What a script is made of, whatever the wire format: a model's pace, pauses, accidents."""

from dataclasses import dataclass

WORD = 1 / 40  # seconds a model takes for one
STEP = 0.5  # seconds it takes to search or to read


@dataclass(frozen=True, slots=True)
class Wait:
    """Real seconds, at any pace."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks here."""
