"""Word documents: a zip archive with one XML file that matters."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from webchat.sandbox.extract.plaintext import markdown_table
from webchat.sandbox.extract.reading import Reading, Sheet, Unreadable
from webchat.sandbox.markdown import escaped

_BODY = "word/document.xml"
_MOST_BYTES = 20 * 1024 * 1024  # of unpacked XML: a small archive can hold a huge file
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading([1-6])$", re.IGNORECASE)


def document(path: Path) -> Reading:
    try:
        body = ET.fromstring(_xml(path)).find(f"{_W}body")  # noqa: S314 - without a DTD there is nothing to expand
    except (ET.ParseError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(str(error)) from error
    if body is None:
        raise Unreadable("no body")
    return Reading((Sheet("\n\n".join(filter(None, _blocks(body)))),))


def _xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(_BODY) as file:
        xml = file.read(_MOST_BYTES + 1)
    if len(xml) > _MOST_BYTES:
        raise Unreadable(f"{_BODY} has more than {_MOST_BYTES} bytes")
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):  # in UTF-16 as well
        raise Unreadable(f"{_BODY} has a DTD")
    return xml


def _blocks(body: ET.Element) -> Iterator[str]:
    for element in body:
        if element.tag == f"{_W}p":
            yield _paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield markdown_table([_cells(row) for row in element.iter(f"{_W}tr")] or [[]])


def _paragraph(paragraph: ET.Element) -> str:
    words = escaped(_text(paragraph))
    if not words:
        return ""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    heading = _HEADING.match(style.get(f"{_W}val", "")) if style is not None else None
    if heading:
        return f"{'#' * int(heading[1])} {words}"
    return f"- {words}" if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else words


def _cells(row: ET.Element) -> list[str]:
    return [_text(cell) for cell in row.iter(f"{_W}tc")]


def _text(element: ET.Element) -> str:
    pieces = ((node.text or "") if node.tag == f"{_W}t" else " " for node in element.iter() if node.tag in _SPOKEN)
    return " ".join("".join(pieces).split())


_SPOKEN = {f"{_W}t", f"{_W}tab", f"{_W}br"}
