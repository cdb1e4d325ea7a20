"""Pieces of text to one Markdown."""

from collections import defaultdict

SHORTEST_REPEAT = 40  # characters; a shorter piece may well be the same as all before it


class Blocks:
    """Joins pieces of the same block directly, and parts blocks by a blank line.

    A block is what shares a message type and a message id, and where there is no id, what shares the type.
    """

    def __init__(self) -> None:
        self._block: tuple[str, str] | None = None
        self._ending = ""  # the last two characters of the whole
        self._pieces: dict[str, list[str]] = defaultdict(list)  # what came under each message id
        self._lengths: dict[str, int] = defaultdict(int)

    def repeats(self, message_id: str, text: str) -> bool:
        """Whether the text is again all that came under its id. No source tells of that, none rules it out."""
        if len(text) < SHORTEST_REPEAT or len(text) != self._lengths[message_id]:
            return False
        return text == "".join(self._pieces[message_id])

    def text(self, message_id: str, piece: str) -> str:
        """The piece as it continues the Markdown."""
        self._pieces[message_id].append(piece)
        self._lengths[message_id] += len(piece)
        return self._join(("text", message_id), piece)

    def heading(self, message_id: str, piece: str) -> str:
        return self._join(("heading", message_id), piece.replace("\n", " "), mark="## ")

    def _join(self, block: tuple[str, str], piece: str, mark: str = "") -> str:
        if block != self._block:
            self._block = block
            piece = self._gap() + ("" if piece.startswith("#") else mark) + piece
        self._ending = (self._ending + piece)[-2:]
        return piece

    def _gap(self) -> str:
        if not self._ending or self._ending == "\n\n":
            return ""
        return "\n" if self._ending.endswith("\n") else "\n\n"
