"""A question becomes a reply that quotes: the sandbox searches, it does not think."""

from collections.abc import Iterable, Iterator

from webchat.sandbox import wire
from webchat.sandbox.library import Hit, Library, terms
from webchat.sandbox.script import Line, follow_ups, said, step, step_done, written
from webchat.sandbox.search import USUAL, Sources, find, is_readable
from webchat.sandbox.sources import chat_file, citation, page_document
from webchat.sandbox.store.files import FileStatus, StoredFile
from webchat.sandbox.wording import Quoted, next_prompts, nothing_found, quoting

_MOST_PASSAGES = {"FAST": 2, "ADVANCED": 4}


def answer(question: str, agent: str, sources: Sources, library: Library) -> Iterator[Line]:
    """Searches while it is iterated: for a thread."""
    hits = find(question, sources, library, _MOST_PASSAGES.get(agent, USUAL))
    yield step("Searching", wire.query_suggestion(" ".join(terms(question)) or question))
    for file in sources.files.values():
        if not is_readable(file):
            yield said("WARNING", _unreadable(file))
    if hits:
        yield _reading(hits, sources)
    yield step_done()
    if hits:
        parts = quoting(hits, sources)
        yield from written(citation(part, sources) if isinstance(part, Quoted) else part for part in parts)
        yield follow_ups(next_prompts(hits, library))
    else:
        yield from written(nothing_found(sources.titles))
        yield follow_ups(sources.starters)


def _reading(hits: Iterable[Hit], sources: Sources) -> Line:
    found = dict.fromkeys(hit.source for hit in hits)
    files = [{"file": chat_file(sources.files[source])} for source in found if source in sources.files]
    documents = [page_document(sources.pages[source]) for source in found if source in sources.pages]
    return step("Reading", *files, *([wire.reading(documents)] if documents else []))


def _unreadable(file: StoredFile) -> str:
    why = "is still being read" if file.status is FileStatus.PROCESSING else "could not be read"
    return f"{file.name} {why}: this answer does not use it."
