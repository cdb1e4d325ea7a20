"""The one allow-list: what HTML may come out of Markdown, whoever wrote it. All else loses its tag, not its text.

Classes, ids, styles and live attributes (`hx-*`, `data-*`, `aria-*`, `on*`) have no way through. What the page needs
of them is added afterwards, by `decorate`.
"""

import re

import nh3

MAX_DEPTH = 50  # nested elements; a deeper one stays as its text. Parsing deep nesting takes quadratic time.

_TAG = re.compile(r"<(/?)[a-z][^>]*?(/?)>")

_CLEANER = nh3.Cleaner(
    tags={
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "blockquote", "ul", "ol", "li", "pre", "code"),
        *("em", "strong", "del", "a", "img", "input", "table", "thead", "tbody", "tr", "th", "td"),
    },
    clean_content_tags=set(),
    attributes={
        "*": set(),  # otherwise lang and title
        "a": {"href"},
        "img": {"src", "alt"},
        "ol": {"start"},
        "code": {"class"},
        "input": {"checked"},
    },
    tag_attribute_values={cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)


def sanitise(html: str) -> str:
    """Well-formed HTML of the elements and attributes above; the class of `code` is still the writer's own."""
    return _CLEANER.clean(_flattened(html))


def _flattened(html: str) -> str:
    if html.count("</") <= MAX_DEPTH:
        return html
    depth = 0

    def shallow(match: re.Match[str]) -> str:
        nonlocal depth
        end, void = match.groups()
        if void:
            return match[0]
        depth += 0 if end else 1
        kept = match[0] if depth <= MAX_DEPTH else ""
        depth -= 1 if end else 0
        return kept

    return _TAG.sub(shallow, html)
