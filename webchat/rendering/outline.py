"""Where the headings of an answer stand: each one level below the one it belongs to, whatever its writer skipped."""

_ABOVE = 2  # the level of the heading the answer stands under
_DEEPEST = 6


class Outline:
    """The headings that a heading to come may belong to, by the levels their writer gave them, 1 to 6."""

    def __init__(self, levels: tuple[int, ...] = ()) -> None:
        self.levels = levels

    def tag(self, level: int) -> str:
        """The element for the next heading: a level that was skipped is not missing in the page."""
        self.levels = (*(each for each in self.levels if each < level), level)
        return f"h{min(_ABOVE + len(self.levels), _DEEPEST)}"

    def copy(self) -> "Outline":
        return Outline(self.levels)
