"""PDF documents, page by page."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pypdf import PageObject, PdfReader

from webchat.sandbox.extract.reading import MOST_CHARACTERS, Reading, Sheet, Unreadable
from webchat.sandbox.markdown import escaped

_MOST_PAGES = 300
_MOST_SECONDS = 20.0


def document(path: Path) -> Reading:
    try:
        with path.open("rb") as file:
            pages = PdfReader(file).pages
            sheets = tuple(_sheets(pages))
            return Reading(sheets, complete=len(sheets) == len(pages))
    except Exception as error:  # a broken PDF raises nearly anything from deep inside pypdf
        raise Unreadable(str(error)) from error


def _sheets(pages: Sequence[PageObject]) -> Iterator[Sheet]:
    """As many pages as the limits allow."""
    end, characters = time.monotonic() + _MOST_SECONDS, 0
    for number, page in enumerate(pages[:_MOST_PAGES], start=1):
        if time.monotonic() > end or characters > MOST_CHARACTERS:
            return
        text = _paragraphs(page.extract_text())
        characters += len(text)
        yield Sheet(escaped(text), number)


def _paragraphs(text: str) -> str:
    """Lines are where the page had room; only a blank one ends a paragraph."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
