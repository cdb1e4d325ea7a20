"""What the page adds to sanitised HTML: classes, labels, safe links, coloured code and the citations.

Only what is written here comes out. Elements are built anew one by one, with no attribute carried over but an address,
a list's first number and a column's alignment.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from typing import Literal

from django.utils.translation import gettext

from webchat.rendering import marks
from webchat.rendering.highlight import highlight, language_label
from webchat.rendering.outline import Outline

Cite = Callable[[int], str]
# For the page; for the block that is still being written, where code has one ink; or for a document without scripts.
Use = Literal["page", "open", "document"]

_TOKEN = re.compile(
    r'<pre><code(?: class="(?:language-)?(?P<language>[^"]*)")?>(?P<code>[^<]*)</code></pre>'
    r'|<(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z]+="[^"]*")*)>'
    r"|(?P<end></[a-z][a-z0-9]*>)"
    r"|(?P<text>[^<]+)"
)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_SAFE_URL = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"&lt;br ?/?&gt;")  # the one HTML tag models do write, for want of another way in a table
_WORDS = re.compile(r"\S(?:.*\S)?", re.DOTALL)

_PLAIN = ("p", "blockquote", "ul", "ol", "li", "em", "strong", "del", "code", "thead", "tbody", "tr", "td")
# What opens and what closes an element that has no attribute of its writer.
_ELEMENTS = {tag: (f"<{tag}>", f"</{tag}>") for tag in _PLAIN}
_ELEMENTS["th"] = '<th scope="col">', "</th>"
_ALIGNMENTS = {"right": ' class="r">', "center": ' class="c">'}

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SOLID = frozenset(("a", "code"))  # a citation cannot stand inside, but right behind
_JOINER = "\u2060"  # glues a citation to the word before it
_GAP = "<wbr>"


def decorate(html: str, cite: Cite, numbers: list[int], outline: Outline, use: Use = "page") -> str:
    """HTML for the page, with the citations of these numbers in their places and its headings added to the outline.

    A citation whose mark the engine has swallowed, as part of an address for example, follows at the end.
    """
    page = _Page(cite, numbers, outline, use)
    for token in _TOKEN.finditer(html):
        page.add(token)
    return page.html()


class _Page:
    def __init__(self, cite: Cite, numbers: list[int], outline: Outline, use: Use) -> None:
        self._cite = cite
        self._outline = outline
        self._awaited = Counter(numbers)
        self._coloured = use != "open"
        self._buttons = use != "document"
        self._out: list[str] = []
        self._open: list[tuple[str, str]] = []  # elements: the tag, what closes it
        self._solid = 0  # open elements that hold no citation
        self._behind = ""  # citations that follow after those

    def add(self, token: re.Match[str]) -> None:
        if (text := token["text"]) is not None:
            self._add_text(text)
        elif token["end"]:
            self._close()
        elif tag := token["tag"]:
            self._add_tag(tag, dict(_ATTRIBUTE.findall(token["attributes"])))
        else:
            self._out.append(self._figure(token["code"], token["language"] or ""))

    def html(self) -> str:
        numbers = enumerate(list(self._awaited.elements()))
        swallowed = "".join([self._citation(number, follows=place > 0) for place, number in numbers])
        return "".join(self._out) + (f"<p>{swallowed}</p>\n" if swallowed else "")

    def _add_tag(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "br" | "hr":
                self._out.append(f"<{tag}>")
            case "img":
                self._out.append(self._image(attributes))
            case "input":
                self._out.append(_task(done="checked" in attributes))
            case _:
                start, end = self._ends(tag, attributes)
                self._out.append(start)
                self._open.append((tag, end))
                self._solid += tag in _SOLID

    def _ends(self, tag: str, attributes: dict[str, str]) -> tuple[str, str]:
        if tag in _HEADINGS:
            return self._heading(tag)
        start, end = _element(tag, attributes)
        if tag == "table" and self._buttons:
            return f'<div class="table">{_button("table", gettext("Copy table"))}{start}', f"{end}</div>"
        return start, end

    def _heading(self, tag: str) -> tuple[str, str]:
        shown = self._outline.tag(int(tag[1]))
        return f"<{shown}>", f"</{shown}>"

    def _close(self) -> None:
        tag, end = self._open.pop()
        self._out.append(end)
        self._solid -= tag in _SOLID
        if self._behind and not self._solid:
            self._out.append(self._behind)
            self._behind = ""

    def _add_text(self, text: str) -> None:
        if "&lt;" in text:
            if not self._open or self._open[-1][0] != "code":
                text = _LINE_BREAK.sub("<br>", text)
            text = marks.IN_HTML.sub(self._cited, text)
        # Raw HTML of its own, shown as text, has no element around it.
        self._out.append(text if self._open or text.isspace() else _WORDS.sub(r"<p>\g<0></p>", text))

    def _cited(self, match: re.Match[str]) -> str:
        follows = match.string.endswith(marks.END_IN_HTML, 0, match.start())
        if not self._solid:
            return self._citation(int(match[1]), follows=follows)
        self._behind += self._citation(int(match[1]), follows=self._behind != "")
        return ""

    def _citation(self, number: int, *, follows: bool) -> str:
        """A citation, which follows on another one or on words: a line may begin between two, but not before one."""
        if not self._awaited[number]:
            return ""
        self._awaited[number] -= 1
        return (_GAP if follows else _JOINER) + self._cite(number)

    def _image(self, attributes: dict[str, str]) -> str:
        """Never the picture: fetching it would tell its server that, and what, somebody reads."""
        words = marks.without_marks(escape(unescape(attributes.get("alt", "")), quote=False)) or escape(
            gettext("Image")
        )
        if any(tag == "a" for tag, _ in self._open):
            return words
        start, end = _link(attributes.get("src", ""))
        return start + words + end

    def _figure(self, code: str, language: str) -> str:
        code = unescape(marks.without_marks_in_code(code)).removesuffix("\n")
        label = language_label(language)
        known = label != "Code"
        caption = label if known else gettext("Code")
        name = gettext("{language} code").format(language=label) if known else caption
        copy = _button("code", gettext("Copy code")) if self._buttons else ""
        return (
            f'<figure class="code"><figcaption><span>{escape(caption)}</span>{copy}</figcaption>'
            f'<pre tabindex="0" role="group" aria-label="{escape(name)}">'
            f"<code>{highlight(code, language if self._coloured else '')}</code></pre></figure>"
        )


def _button(kind: str, label: str) -> str:
    """For static/js/copy.js. Its icon is a matter of static/css/controls.css: a reply may hold hundreds of them."""
    words = f'aria-label="{escape(label)}" title="{escape(gettext("Copy"))}"'
    return f'<button class="ib copy js-only" type="button" data-copy="{kind}" {words}></button>'


def _element(tag: str, attributes: dict[str, str]) -> tuple[str, str]:
    """What opens and what closes an element; nothing, if it is none of ours."""
    if tag == "a":
        return _link(attributes.get("href", ""))
    if tag == "table":
        name = escape(gettext("Table"))
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table class="tbl">',
            "</table></div>",
        )
    start, end = _ELEMENTS.get(tag, ("", ""))
    if attributes.get("align") in _ALIGNMENTS:
        start = start.replace(">", _ALIGNMENTS[attributes["align"]])
    elif tag == "ol" and attributes.get("start", "").isdecimal():
        start = f'<ol start="{attributes["start"]}">'
    return start, end


def _task(*, done: bool) -> str:
    sign, name = ("☑", gettext("Done")) if done else ("☐", gettext("To do"))
    return f'<span role="img" aria-label="{escape(name)}">{sign}</span>'


def _link(url: str) -> tuple[str, str]:
    if not _SAFE_URL.match(url):
        return "", ""
    url = marks.IN_URL.sub("", url)
    return f'<a href="{url}" rel="noopener noreferrer nofollow" target="_blank">', "</a>"
