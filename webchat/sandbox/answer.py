"""A question becomes a reply that quotes: the sandbox searches, it does not think."""

from collections.abc import Iterable, Iterator

from webchat.sandbox import wire
from webchat.sandbox.library import Hit, Library, terms
from webchat.sandbox.script import Line, follow_ups, said, step, step_done, written
from webchat.sandbox.sources import Sources, chat_file, is_readable, page_document
from webchat.sandbox.store.files import FileStatus, StoredFile
from webchat.sandbox.wording import next_prompts, nothing_found, quoting

_MOST_PASSAGES = {"FAST": 2, "ADVANCED": 4}


def answer(question: str, agent: str, sources: Sources, library: Library) -> Iterator[Line]:
    """Searches while it is iterated: for a thread."""
    hits = _find(question, sources, library, _MOST_PASSAGES.get(agent, 3))
    yield step("Searching", wire.query_suggestion(" ".join(terms(question)) or question))
    for file in sources.files.values():
        if not is_readable(file):
            yield said("WARNING", _unreadable(file))
    if hits:
        yield _reading(hits, sources)
    yield step_done()
    if hits:
        yield from written(quoting(hits, sources))
        yield follow_ups(next_prompts(hits, library))
    else:
        yield from written(nothing_found([page.title for page in sources.pages.values()]))
        yield follow_ups(sources.starters)


def _find(question: str, sources: Sources, library: Library, most: int) -> list[Hit]:
    """Files first. When those attached do not match, as for "Summarise this", they are quoted from the beginning."""
    files = [file.id for file in sources.files.values() if is_readable(file)]
    hits = library.search(question, [*files, *sources.pages], most)
    attached = [file_id for file_id in files if file_id in sources.attached]
    if not any(hit.source in attached for hit in hits):
        hits = [hit for file_id in attached if (hit := library.opening(file_id))] + hits
    return sorted(hits, key=lambda hit: hit.source in sources.pages)[:most]


def _reading(hits: Iterable[Hit], sources: Sources) -> Line:
    found = dict.fromkeys(hit.source for hit in hits)
    files = [{"file": chat_file(sources.files[source])} for source in found if source in sources.files]
    documents = [page_document(sources.pages[source]) for source in found if source in sources.pages]
    return step("Reading", *files, *([wire.reading(documents)] if documents else []))


def _unreadable(file: StoredFile) -> str:
    why = "is still being read" if file.status is FileStatus.PROCESSING else "could not be read"
    return f"{file.name} {why}: this answer does not use it."
