"""Tables as they are read in a terminal, or in docs/benchmarks.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    title: str
    head: Sequence[str]
    about: str  # what is measured
    words: int = 1  # columns that hold words, and not numbers
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def plain(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [
            " ".join(
                cell.ljust(width) if number < self.words else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in (self.head, *self.rows)
        ]
        return "\n".join([self.title, *lines, *self.notes]) + "\n"

    def markdown(self) -> str:
        rule = ["---" if number < self.words else "---:" for number in range(len(self.head))]
        lines = [f"| {' | '.join(row)} |" for row in (self.head, rule, *self.rows)]
        notes = ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n".join([f"### {self.title}", "", self.about, "", *lines, *notes]) + "\n"


def quantile(values: Iterable[float], part: float) -> float:
    """The value that this part of all do not exceed; 0 if there is none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def milliseconds(seconds: float) -> str:
    value = seconds * 1e3
    return f"{value:.1f}" if abs(value) < 10 else f"{value:,.0f}"


def times(ours: float | None, others: float | None) -> str:
    """How many times as much; empty where one of the two is not known."""
    return f"\N{MULTIPLICATION SIGN} {ours / others:.1f}" if ours and others else ""
