"""Files that are text already."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, islice
from pathlib import Path
from typing import Any

from webchat.sandbox.extract.reading import MOST_BYTES, Reading, Sheet, Unreadable, decoded
from webchat.sandbox.markdown import escaped

_ROWS_OF_A_TABLE = 20  # then its head is repeated, so that a passage makes sense by itself
_LINES_OF_CODE = 40
_MOST_LINES = 5000  # of a flattened JSON document or a table


def text(path: Path) -> Reading:
    words, complete = decoded(path)
    return Reading((Sheet(escaped(words)),), complete)


def markdown(path: Path) -> Reading:
    words, complete = decoded(path)
    return Reading((Sheet(words),), complete)


def code(path: Path, language: str) -> Reading:
    words, complete = decoded(path)
    pieces = batched(words.splitlines(), _LINES_OF_CODE)
    return Reading(tuple(Sheet(_fenced(lines, language)) for lines in pieces), complete)


def table(path: Path) -> Reading:
    words, complete = decoded(path)
    rows = csv.reader(io.StringIO(words), _dialect(words))
    try:
        head = next(rows, [])
        body = list(islice(rows, _MOST_LINES))
        complete = complete and next(rows, None) is None
    except csv.Error as error:
        raise Unreadable(str(error)) from error
    pieces = batched(filter(None, body), _ROWS_OF_A_TABLE)
    return Reading(tuple(Sheet(markdown_table([head, *piece])) for piece in pieces), complete)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the head."""
    head, *body = [[escaped(" ".join(cell.split())) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


def json_document(path: Path) -> Reading:
    """A list of paths and values, such as `ships[0].name: Alma`."""
    words, complete = decoded(path)
    if not complete:
        raise Unreadable(f"more than {MOST_BYTES} bytes of JSON")
    try:
        lines = list(islice(_flat(json.loads(words)), _MOST_LINES + 1))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    pieces = batched(lines[:_MOST_LINES], _ROWS_OF_A_TABLE)
    return Reading(tuple(Sheet("\n".join(piece)) for piece in pieces), len(lines) <= _MOST_LINES)


def _flat(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        yield f"- {escaped(path)}: {escaped(str(value))}" if path else escaped(str(value))


def _dialect(words: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(words[:4096], delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _fenced(lines: Iterable[str], language: str) -> str:
    # Four, because a file may hold three.
    return "\n".join([f"````{language}", *lines, "````"])
