"""Drawings, inlined: they take the colour of the text they stand in, and cost no request."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).resolve().parents[2] / "static" / "icons"

# The icon of each kind of data source. Its colour is a matter of static/css/sources.css, by data-ds.
TILES = {
    "chat": "hash",
    "code": "git-branch",
    "drive": "folder",
    "help": "life-buoy",
    "mail": "mail",
    "people": "users",
    "policy": "scale",
    "tickets": "ticket-check",
    "wiki": "book-open",
}
# Which kind a data source is, by the name the chat APIs give it; a kind is its own name.
KINDS = {
    **{kind: kind for kind in TILES},
    **dict.fromkeys(("slack", "slackentgrid", "teams", "msteams", "discord"), "chat"),
    **dict.fromkeys(("github", "githubenterprise", "gitlab", "bitbucket", "azuredevops"), "code"),
    **dict.fromkeys(("gdrive", "onedrive", "sharepoint", "o365sharepoint", "box", "dropbox", "egnyte"), "drive"),
    **dict.fromkeys(("zendesk", "intercom", "freshdesk", "salesforce"), "help"),
    **dict.fromkeys(("gmail", "outlook", "o365mail"), "mail"),
    **dict.fromkeys(("workday", "bamboohr"), "people"),
    **dict.fromkeys(("jira", "servicenow", "linear", "asana", "trello"), "tickets"),
    **dict.fromkeys(("confluence", "confluencedatacenter", "notion", "guru", "coda", "handbook"), "wiki"),
}
# The side of a tile's icon in px, by the tile's size.
SIDES = {"": 11, "lg": 13, "xl": 20}

register = template.Library()


@register.simple_tag
def icon(name: str, side: int = 18, css_class: str = "") -> SafeString:
    """A Lucide icon, `side` px wide and high."""
    return _svg(_drawing(f"lucide/{name}.svg"), 24, side, css_class)


@register.simple_tag
def mark(side: int = 20) -> SafeString:
    """The product's own mark."""
    return _svg(_drawing("mark.svg"), 20, side, "mark")


@register.simple_tag
def datasource(name: str, size: str = "") -> SafeString:
    """A tile with the icon of a data source; grey, with a sheet of paper, for one that is not known."""
    kind = KINDS.get(name.lower(), "")
    drawing = icon(TILES.get(kind, "file-text"), SIDES[size])
    return format_html('<span class="{}" data-ds="{}">{}</span>', f"ds {size}".rstrip(), kind, drawing)


@cache
def _drawing(path: str) -> SafeString:
    """What stands between <svg> and </svg> in one of our files. Raises FileNotFoundError for an unknown name."""
    svg = (ICONS / path).read_text(encoding="utf-8")
    _, content, _ = re.split(r"<svg[^>]*>|</svg>", svg)
    return mark_safe(re.sub(r"\s+", " ", content).replace(" />", "/>").strip())  # noqa: S308 - our own files


@cache
def _svg(drawing: SafeString, box: int, side: int, css_class: str) -> SafeString:
    return format_html(
        '<svg{} width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        format_html(' class="{}"', css_class) if css_class else "",
        side,
        side,
        box,
        box,
        drawing,
    )
