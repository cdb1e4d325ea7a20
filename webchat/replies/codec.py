"""Entries of a reply's log, to text and back. The text is ASCII: no database stumbles over what a model may write."""

from typing import Any, cast

from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from webchat.rendering.reply import Entry

_converter = make_converter(omit_if_default=True)
configure_tagged_union(Entry, _converter, tag_name="type")


def encode(entry: Entry) -> str:
    return _converter.dumps(entry, Entry)


def decode(stored: str) -> Entry:
    return cast("Entry", _converter.loads(stored, cast("type[Any]", Entry)))
