"""A question becomes an answer that quotes, as plain Markdown: Chatter has no citations."""

from textwrap import shorten

from webchat.sandbox.library import Library
from webchat.sandbox.markdown import escaped, plain
from webchat.sandbox.search import Sources, find
from webchat.sandbox.wording import nothing_found, quoting

_LONGEST = 200  # characters of instructions


def answer(question: str, sources: Sources, library: Library, instructions: str = "") -> str:
    """Searches: for a thread. Instructions are not followed, but one sees that they came."""
    hits = find(question, sources, library)
    parts = quoting(hits, sources) if hits else nothing_found(sources.titles)
    return "".join(part for part in parts if isinstance(part, str)) + _told(instructions)


def _told(instructions: str) -> str:
    told = escaped(shorten(plain(instructions), _LONGEST, placeholder="…"))
    return f"\n\n*My instructions are: {told}*" if told else ""
