"""Plain text to Markdown and back."""

import re

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#])")
_LINK = re.compile(r"!?(?<!\\)\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*|__|\*|`|~~)")
_LINE_START = re.compile(r"^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ |:-]*-[ |:-]*$", re.MULTILINE)
_TABLE_EDGE = re.compile(r"^\s*\||(?<!\\)\|\s*$", re.MULTILINE)
_TABLE_CELL = re.compile(r"\s*(?<!\\)\|\s*")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """Text as Markdown that shows the same text."""
    return _SIGNS.sub(r"\\\1", text)


def plain(markdown: str) -> str:
    """Markdown as the text a reader sees, on one line."""
    text = _TABLE_EDGE.sub("", _TABLE_RULE.sub("", markdown))
    text = _LINE_START.sub("", _LINK.sub(r"\1", _TABLE_CELL.sub(", ", text)))
    text = _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text))
    return " ".join(text.split())
