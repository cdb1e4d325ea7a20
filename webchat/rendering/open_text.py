"""The end of a text under way: complete lines, and the pieces of the one being written."""

import re

from webchat.rendering import marks

_HELD = re.compile("[\r\ud800-\udbff]\\Z")  # may be half of a line's end, or half of a character
_SURROGATE = re.compile("[\ud800-\udfff]")


class OpenText:
    """Text that is not finished yet. It takes in any, and holds lines that end in a newline, of whole characters."""

    def __init__(self) -> None:
        self.lines: list[str] = []  # complete ones
        self.size = 0  # characters
        self._pieces: list[str] = []
        self._held = ""

    def add(self, text: str) -> bool:
        """Whether the text has completed a line."""
        text = self._held + text
        half = _HELD.search(text)
        self._held = half[0] if half else ""
        text = _plain(text[: half.start()] if half else text)
        self.size += len(text)
        head, newline, rest = text.rpartition("\n")
        if newline:
            self.lines += [line + "\n" for line in "".join([*self._pieces, head]).split("\n")]
            self._pieces.clear()
        self._pieces.append(rest)
        return bool(newline)

    def add_mark(self, number: int) -> None:
        """A citation's mark, for the text added before."""
        lines = self.lines
        if rest := "".join(self._pieces):
            lines.append(rest)
        marks.place(lines, number)
        self._pieces = [] if lines[-1].endswith("\n") else [lines.pop()]
        self.size += 1  # so that whoever goes by the size looks again

    def end(self) -> None:
        """The last line is complete as it is."""
        half, self._held = self._held, ""
        if half:
            self.add("\n" if half == "\r" else "\ufffd")
        if rest := "".join(self._pieces):
            self.lines.append(rest)
        self._pieces.clear()

    def take(self, count: int) -> None:
        """The first lines are finished."""
        del self.lines[:count]
        self.size = sum(map(len, self.lines)) + sum(map(len, self._pieces))

    def __str__(self) -> str:
        return "".join([*self.lines, *self._pieces])


def _plain(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return marks.without_foreign(text)
