"""HTML as Markdown: headings, paragraphs, lists, preformatted text. No scripts, no styles."""

from html.parser import HTMLParser
from pathlib import Path

from webchat.sandbox.extract.reading import Reading, Sheet, decoded
from webchat.sandbox.markdown import escaped

_UNREAD = {"script", "style", "template", "noscript", "svg", "head"}
_LINE_STARTS = {"li": "- ", **{f"h{level}": f"{'#' * level} " for level in range(1, 7)}}
_BLOCKS = {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer", "header", "main"}
_BLOCKS |= {"nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul", "br", "hr", *_LINE_STARTS}


def document(path: Path) -> Reading:
    words, complete = decoded(path)
    reader = _Reader()
    reader.feed(words)
    reader.close()
    reader.end_line()
    return Reading((Sheet("\n".join(reader.lines)),), complete)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._start = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BLOCKS:
            self.end_line()
            self._start = _LINE_STARTS.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._line.append(data)

    def end_line(self) -> None:
        words = " ".join("".join(self._line).split())
        if words:
            is_item = self._start == "- "
            # A blank line ends a paragraph; the items of a list stay together.
            self.lines += [self._start + escaped(words)] if is_item else ["", self._start + escaped(words), ""]
            self._start = ""
        self._line = []
