"""What comes out of a file, what can go wrong, and how much is read."""

import codecs
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 8 * 1024 * 1024  # of a text file; what follows is left out
MOST_CHARACTERS = 2_000_000  # of extracted text

_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}


class Unreadable(Exception):
    """The file is not what its extension says."""


@dataclass(frozen=True, slots=True)
class Sheet:
    text: str  # Markdown
    page: int | None = None  # from 1, where the file has pages


@dataclass(frozen=True, slots=True)
class Reading:
    sheets: tuple[Sheet, ...]
    complete: bool = True

    @property
    def is_empty(self) -> bool:
        return not any(sheet.text.strip() for sheet in self.sheets)


def decoded(path: Path) -> tuple[str, bool]:
    """The file's text, and whether that is all of it. UTF-8, UTF-16 with its mark, else Windows' western letters."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES)
        complete = not file.read(1)
    return _decode(data, complete=complete), complete


def _decode(data: bytes, *, complete: bool) -> str:
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    if not marked and b"\0" in data:
        raise Unreadable("binary data")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(data, final=complete)
        except UnicodeDecodeError:
            continue
    raise Unreadable("no known encoding")
