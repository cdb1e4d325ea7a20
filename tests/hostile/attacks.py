"""The corpus, and what a page is made of apart from its words."""

from html.parser import HTMLParser
from pathlib import Path

from tests.rendering.attacks import ATTACKS as BUILT

CORPUS = {
    path.stem: path.read_text(encoding="utf-8").split("\n%\n") for path in Path(__file__).parent.glob("corpus/*.txt")
}
NEW = [attack.strip("\n") for attacks in CORPUS.values() for attack in attacks]
ALL = [*BUILT, *NEW]

# What an attack could change to its advantage; all other attributes may hold words.
_TELLING = {"id", "class", "type", "name", "method", "action", "for", "form", "role", "rel", "target", "src", "open"}


class Skeleton(HTMLParser):
    """The elements of a page with their attributes, without its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = [f"{name}={value}" if _tells(name) else name for name, value in attrs]
        self.elements.append(f"<{tag} {' '.join(sorted(told))}>")
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src", "action", "formaction"}}

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.elements.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.elements.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.elements.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.elements.append(f"<![{data}]>")


def _tells(name: str) -> bool:
    return name in _TELLING or name.startswith(("hx-", "on", "data-hx"))


def harmless(attack: str) -> str:
    """As long, in as many lines, and nothing but letters."""
    return "\n".join("x" * len(line) for line in attack.split("\n"))
