"""The texts that replies of scenarios are made of."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

PASSAGE = (
    "The tide tables hang in the hall by the west door. They are changed on the first working day of every month, "
    "and the old ones are kept in the archive for two years. If a table is missing, tell the harbour office."
)
_FOLDER = Path(__file__).parent


def text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def sections(size: float) -> Iterator[str]:
    """Sections until they hold so many bytes."""
    written_so_far = 0
    template = text("long.md")
    for number in count(1):
        section = template.replace("{number}", str(number))
        yield section
        written_so_far += len(section.encode())
        if written_so_far > size:
            return
