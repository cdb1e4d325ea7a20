"""Markdown to HTML while it is being written: blocks that are finished, and the rest that is still open.

Each block goes through engine, sanitiser and decoration by itself. It is finished once the next one has begun, or once
its closing fence stands, and is then not rendered again. Live and saved text take this same way.

One thing reaches back: a link reference definition that comes later than its use. If the text holds any definition,
`close` renders it once more as a whole; where that differs, `finished` becomes that one piece and `restarts` goes up.
"""

import re
from itertools import zip_longest

from webchat.rendering import engine, marks
from webchat.rendering.decorate import Cite, Use, decorate
from webchat.rendering.open_text import OpenText
from webchat.rendering.outline import Outline
from webchat.rendering.sanitise import sanitise

# What is open is looked at whenever it has grown; once longer than this, in characters, only when it has grown by a
# 64th since. So even a single block of any length costs linear time.
_SHORT = 1_000
_PART = 64

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r"^(?:[ \t>*+-]|\d{1,9}[.)])*\[(?:[^\[\]\\]|\\.){1,1000}\]:", re.MULTILINE | re.DOTALL)
_BARE_UNDERLINE = re.compile(r"\n[ \t>]*(?:-+|=+)\Z")


def _numeral(number: int) -> str:
    return f"<sup>{number}</sup>"


class MarkdownStream:
    """Text and citations in, blocks of HTML out.

    `cite` turns a citation's number into trusted HTML. `finished` is only ever appended to, unless `restarts` goes up:
    then it has been made anew.
    """

    def __init__(self, cite: Cite = _numeral) -> None:
        self.finished: list[str] = []
        self.restarts = 0
        self._cite = cite
        self._sources: list[str] = []  # of what is finished
        self._outline = Outline()  # likewise
        self._text = OpenText()
        self._size_searched = 0
        self._size_shown = 0
        self._shown = ""

    def feed(self, text: str) -> None:
        line_completed = self._text.add(text)
        if line_completed and self._has_grown(self._size_searched):
            self._finish(_ends(self._text.lines))
            self._size_searched = self._text.size

    def cite(self, number: int) -> None:
        """A citation right here, for the text before it."""
        self._text.add_mark(number)

    def open(self) -> str:
        """HTML of what is not finished; of a very long block it may be a 64th behind. Code has one ink in it."""
        if self._has_grown(self._size_shown):
            self._size_shown = self._text.size
            # A lone hyphen would make the paragraph before it a heading, until the rest of the list item is there.
            source = _BARE_UNDERLINE.sub("\n", str(self._text))
            self._shown = self._html(source, self._outline.copy(), "open")
        return self._shown

    def draft(self) -> str:
        """What is not finished, as it was written."""
        return marks.removed(str(self._text)).lstrip("\n")

    def close(self) -> None:
        """The text has come to its end: everything is finished."""
        self._text.end()
        self._finish([*_ends(self._text.lines), len(self._text.lines)])
        if _DEFINITION.search(self.source):
            whole = self._html(self.source, Outline())
            if whole != "".join(self.finished):
                self.finished = [whole]
                self.restarts += 1

    @property
    def source(self) -> str:
        """The Markdown of what is finished, with its marks."""
        return "".join(self._sources)

    def _has_grown(self, size_before: int) -> bool:
        size = self._text.size
        return size != size_before and (size <= _SHORT or size - size_before >= size // _PART)

    def _finish(self, ends: list[int]) -> None:
        """Renders the open lines up to each of the ends."""
        start = 0
        for end in ends:
            source = "".join(self._text.lines[start:end])
            start = end
            self._sources.append(source)
            if html := self._html(source, self._outline):
                self.finished.append(html)
        if start:
            self._text.take(start)
            self._size_shown, self._shown = 0, ""

    def _html(self, source: str, outline: Outline, use: Use = "page") -> str:
        return decorate(_safe(source), self._cite, marks.numbers(source), outline, use)


def document(source: str, cite: Cite) -> str:
    """A stream's whole `source` as HTML for outside of our pages: without anything to press."""
    return decorate(_safe(source), cite, marks.numbers(source), Outline(), "document")


def _safe(source: str) -> str:
    return sanitise(engine.html(marks.without_foreign_entities(source)))


def render(text: str) -> str:
    """The whole at once."""
    stream = MarkdownStream()
    stream.feed(text)
    stream.close()
    return "".join(stream.finished)


def _ends(lines: list[str]) -> list[int]:
    """The last line of each block that no line to come can belong to. What is no block goes with the one before it."""
    ends = []
    blocks = engine.block_lines("".join(lines))
    for (first, last), following in zip_longest(blocks, blocks[1:]):
        if _is_closed_fence(lines[first - 1 : last]):
            ends.append(last)
        elif following:
            ends.append(following[0] - 1)
    return ends


def _is_closed_fence(lines: list[str]) -> bool:
    fence = _FENCE.match(lines[0])
    if fence is None or len(lines) == 1:
        return False
    end = lines[-1].strip()
    return len(end) >= len(fence[1]) and not end.strip(fence[1][0]) and _FENCE.match(lines[-1]) is not None
