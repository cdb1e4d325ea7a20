"""A page as htmx keeps it: partials are applied to it, and what stands there in the end can be compared.

HTML is taken as it is written. What a browser would have to mend, such as an element that is closed by the end of
another one, is an error here: nothing in a comparison is a browser's guess.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Union

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VERBATIM = {"pre", "textarea"}  # where white space is content

Node = Union["Element", str]


@dataclass(eq=False)
class Element:
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    parent: "Element | None" = None

    def elements(self) -> Iterator["Element"]:
        """All below this one, in their order."""
        waiting: list[Node] = [*reversed(self.children)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                yield node
                waiting.extend(reversed(node.children))

    def find(self, selector: str) -> list["Element"]:
        """Those of `#id`, `.class` or `tag`."""
        name = selector[1:]
        match selector[0]:
            case "#":
                return [each for each in self.elements() if each.attributes.get("id") == name]
            case ".":
                return [each for each in self.elements() if name in each.attributes.get("class", "").split()]
            case _:
                return [each for each in self.elements() if each.tag == selector]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def insert(self, position: int, children: Sequence[Node]) -> None:
        for child in children:
            if isinstance(child, Element):
                child.parent = self
        self.children[position:position] = children

    def outline(self, depth: int = 0, *, verbatim: bool = False) -> Iterator[str]:
        """A line for each element and each text: readable where two of them differ."""
        attributes = "".join(f' {name}="{value}"' for name, value in sorted(self.attributes.items()))
        yield f"{'  ' * depth}<{self.tag}{attributes}>"
        verbatim = verbatim or self.tag in VERBATIM
        for child in _joined(self.children):
            if isinstance(child, Element):
                yield from child.outline(depth + 1, verbatim=verbatim)
            elif verbatim or not child.isspace():
                yield f"{'  ' * depth}  {child if verbatim else _collapsed(child)!r}"


def _joined(nodes: Sequence[Node]) -> Iterator[Node]:
    """Neighbouring texts are one, however they came here."""
    text = ""
    for node in nodes:
        if isinstance(node, str):
            text += node
        else:
            if text:
                yield text
            yield node
            text = ""
    if text:
        yield text


def _collapsed(text: str) -> str:
    words = " ".join(text.split())
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.open = Element()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open.insert(len(self.open.children), [element])
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.parent is not None, f"</{tag}> ends nothing"
        assert self.open.tag == tag, f"</{tag}> ends <{self.open.tag}>"
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parsed(html: str) -> Element:
    """An element without a name, with what the HTML says below it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open is builder.root, f"<{builder.open.tag}> does not end"
    return builder.root


class Page:
    def __init__(self, html: str) -> None:
        self.root = parsed(html)

    def apply(self, html: str) -> None:
        """Each hx-partial in turn. One whose target is not there does nothing, as with htmx."""
        for partial in parsed(html).children:
            if isinstance(partial, str) and partial.isspace():
                continue
            assert isinstance(partial, Element), f"{partial!r} has no place on the page"
            assert partial.tag == "hx-partial", f"<{partial.tag}> has no place on the page"
            selector, swap = partial.attributes["hx-target"], partial.attributes["hx-swap"]
            targets = self.root.find(selector)
            assert len(targets) <= 1 or swap == "delete", f"{selector} stands {len(targets)} times on the page"
            for target in targets:
                _swap(target, swap, partial.children)

    def find(self, selector: str) -> list[Element]:
        return self.root.find(selector)

    def outline(self, selector: str) -> list[str]:
        """What stands in these places."""
        return [line for element in self.find(selector) for line in element.outline()]


def _swap(target: Element, how: str, children: Sequence[Node]) -> None:
    parent = target.parent
    assert parent
    position = parent.children.index(target)
    match how:
        case "innerHTML":
            target.children.clear()
            target.insert(0, children)
        case "outerHTML":
            del parent.children[position]
            parent.insert(position, children)
        case "beforebegin":
            parent.insert(position, children)
        case "beforeend":
            target.insert(len(target.children), children)
        case "delete":
            del parent.children[position]
        case _:
            raise AssertionError(f"hx-swap={how!r} is not known here")
