"""Reads rendered HTML as a browser would, and refuses whatever could do more than be read."""

import re
from html.parser import HTMLParser

from webchat.rendering.highlight import _LANGUAGES

_LABEL = {"Table", "Code", "Done", "To do", *(f"{label} code" for label in _LANGUAGES)}
_VALUES: dict[str, dict[str, re.Pattern[str] | set[str]]] = {
    "p": {}, "h3": {}, "h4": {}, "h5": {}, "h6": {}, "hr": {}, "br": {}, "blockquote": {}, "ul": {}, "li": {},
    "em": {}, "strong": {}, "del": {}, "code": {}, "thead": {}, "tbody": {}, "tr": {}, "figcaption": {}, "sup": {},
    "ol": {"start": re.compile(r"\d+")},
    "a": {
        "href": re.compile(r"(?:https?://|mailto:)[^\s\ue000\ue001]*", re.IGNORECASE),
        "rel": re.compile("noopener noreferrer nofollow"),
        "target": re.compile("_blank"),
    },
    "button": {
        "class": re.compile("ib copy js-only"),
        "type": re.compile("button"),
        "data-copy": re.compile("code|table"),
        "aria-label": re.compile("Copy (?:code|table)"),
        "title": re.compile("Copy"),
    },
    "figure": {"class": re.compile("code")},
    "pre": {"tabindex": re.compile("0"), "role": re.compile("group"), "aria-label": _LABEL},
    "span": {"class": re.compile("[cks]"), "role": re.compile("img"), "aria-label": _LABEL},
    "div": {
        "class": re.compile("scroll|table"),
        "tabindex": re.compile("0"),
        "role": re.compile("region"),
        "aria-label": _LABEL,
    },
    "table": {"class": re.compile("tbl")},
    "th": {"scope": re.compile("col"), "class": re.compile("[rc]")},
    "td": {"class": re.compile("[rc]")},
}  # fmt: skip
_VOID = {"hr", "br"}
_WHOLE = {
    "button": {"type", "data-copy", "aria-label"},
    "a": {"href", "rel", "target"},
    "pre": {"tabindex", "role", "aria-label"},
}


class Inert(HTMLParser):
    """Raises AssertionError for a tag, an attribute, a value or a nesting that is not ours. Knows how deep it went."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = _VALUES.get(tag)
        assert values is not None, f"<{tag}>"
        assert _WHOLE.get(tag, set()) <= dict(attrs).keys(), f"<{tag}> lacks something"
        for name, value in attrs:
            allowed = values.get(name)
            assert allowed, f"<{tag} {name}>"
            fits = value in allowed if isinstance(allowed, set) else allowed.fullmatch(value or "")
            assert fits, f"<{tag} {name}={value!r}>"
        if tag not in _VOID:
            self.open.append(tag)
            self.depth = max(self.depth, len(self.open))
        assert self.open.count("a") <= 1, "a link in a link"

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}>"
        self.open.pop()

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def assert_inert(html: str) -> int:
    """How deep its elements are nested."""
    parser = Inert()
    parser.feed(html)
    parser.close()
    assert not parser.open
    assert not set("\ue000\ue001\0") & set(html)
    return parser.depth


def without_inks(html: str) -> str:
    return re.sub(r'<span class="[cks]">(.*?)</span>', r"\1", html, flags=re.DOTALL)
