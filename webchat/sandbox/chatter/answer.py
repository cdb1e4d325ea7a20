"""A question becomes an answer that quotes, as plain Markdown: Chatter has no citations."""

from webchat.sandbox.library import Library
from webchat.sandbox.search import Sources, find
from webchat.sandbox.wording import nothing_found, quoting


def answer(question: str, sources: Sources, library: Library) -> str:
    """Searches: for a thread."""
    hits = find(question, sources, library)
    parts = quoting(hits, sources) if hits else nothing_found(sources.titles)
    return "".join(part for part in parts if isinstance(part, str))
