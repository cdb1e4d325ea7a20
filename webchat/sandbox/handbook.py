"""The bundled pages: Markdown files that begin with a few lines of front matter between `---` lines.

Beside them, starters.txt may hold prompts to begin with, one a line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAGE_ID_PREFIX = "HANDBOOK_"

_FIELDS = {"title", "datasource", "url", "updated", "author"}


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    title: str
    datasource: str
    url: str
    updated: date
    author: str
    text: str  # Markdown without the front matter


@dataclass(frozen=True, slots=True)
class Handbook:
    pages: Mapping[str, Page]  # by id, in the order of their titles
    starters: tuple[str, ...]  # prompts to begin with


def read_handbook(folder: Path) -> Handbook:
    """Raises ValueError for a page it cannot read."""
    pages = sorted(_pages(folder), key=lambda page: page.title)
    starters = folder / "starters.txt"
    prompts = starters.read_text(encoding="utf-8").splitlines() if starters.exists() else []
    return Handbook({page.id: page for page in pages}, tuple(prompts))


def _pages(folder: Path) -> Iterator[Page]:
    for path in folder.glob("*.md"):
        try:
            yield _page(path)
        except (ValueError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error


def _page(path: Path) -> Page:
    opening, matter, text = path.read_text(encoding="utf-8").split("---\n", 2)
    if opening.strip():
        raise ValueError("a page begins with ---")
    fields = dict(_field(line) for line in matter.splitlines() if line.strip())
    if missing := _FIELDS - fields.keys():
        raise ValueError(f"front matter lacks {', '.join(sorted(missing))}")
    return Page(
        id=PAGE_ID_PREFIX + path.stem,
        title=fields["title"],
        datasource=fields["datasource"],
        url=fields["url"],
        updated=date.fromisoformat(fields["updated"]),
        author=fields["author"],
        text=text.strip(),
    )


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip().strip("\"'")
