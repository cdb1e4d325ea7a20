"""The text of an answer, which may be none: a provider that fails speaks as the assistant, with its own error in words
that are for nobody's eyes."""

FAILURES = ("I'm sorry, I encountered an error: ", "I encountered an error: ")


def is_failure(text: str) -> bool:
    return text.startswith(FAILURES)


class AnswerText:
    """Grows by pieces, and holds them back for as long as they may be the beginning of a failure."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._is_shown = False

    @property
    def whole(self) -> str:
        return "".join(self._pieces)

    @property
    def is_failure(self) -> bool:
        return not self._is_shown and is_failure(self.whole)

    def add(self, piece: str) -> str:
        """What can be shown now."""
        self._pieces.append(piece)
        if self._is_shown:
            return piece
        text = self.whole
        self._is_shown = not is_failure(text) and not any(failure.startswith(text) for failure in FAILURES)
        return text if self._is_shown else ""

    def rest(self) -> str:
        """What is held back at the end, if it is no failure."""
        return "" if self._is_shown or self.is_failure else self.whole
