"""Entries of a reply's log, to JSON and back."""

from typing import Any, cast

from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from webchat.rendering.reply import Entry

_converter = make_converter(omit_if_default=True)
configure_tagged_union(Entry, _converter, tag_name="type")


def encode(entry: Entry) -> dict[str, Any]:
    return cast("dict[str, Any]", _converter.unstructure(entry, Entry))


def decode(stored: dict[str, Any]) -> Entry:
    return cast("Entry", _converter.structure(stored, cast("type[Any]", Entry)))
