"""Bytes to lines, whatever the borders of the chunks."""

LONGEST_LINE = 4 * 1024 * 1024  # bytes; 10 KB have been seen in one progress line with five documents


class Lines:
    r"""Cuts a stream of bytes at b"\n" and nowhere else.

    Not str.splitlines: U+2028, U+0085 and a form feed stand raw within JSON strings. A line beyond the limit is
    cut off there, so that it takes no more memory; no JSON survives that, and it counts as a line gone bad.
    """

    def __init__(self, limit: int = LONGEST_LINE) -> None:
        self._limit = limit
        self._open = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that end in this chunk."""
        *ended, rest = chunk.split(b"\n")
        lines = [self._close(piece) for piece in ended]
        self._keep(rest)
        return lines

    def end(self) -> list[bytes]:
        """The last line, if nothing ended it."""
        return [self._close(b"")] if self._open else []

    def _close(self, piece: bytes) -> bytes:
        self._keep(piece)
        line = bytes(self._open)
        self._open.clear()
        return line

    def _keep(self, piece: bytes) -> None:
        self._open += piece[: self._limit - len(self._open)]
