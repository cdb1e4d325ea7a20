"""What a question finds among all that a reply may quote."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webchat.sandbox.handbook import Page
from webchat.sandbox.library import Hit, Library
from webchat.sandbox.store.files import FileStatus, StoredFile

USUAL = 3  # passages in a reply


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be quoted: pages of the handbook, and files that came with the question or earlier in its chat."""

    pages: Mapping[str, Page]
    files: Mapping[str, StoredFile]
    attached: Collection[str] = ()  # the ids of those files that came with this very question
    starters: Sequence[str] = ()  # prompts that find something

    @property
    def titles(self) -> list[str]:
        return [page.title for page in self.pages.values()]


def find(question: str, sources: Sources, library: Library, most: int = USUAL) -> list[Hit]:
    """Files first. When those attached do not match, as for "Summarise this", they are quoted from the beginning.

    For a thread."""
    files = [file.id for file in sources.files.values() if is_readable(file)]
    hits = library.search(question, [*files, *sources.pages], most)
    attached = [file_id for file_id in files if file_id in sources.attached]
    if not any(hit.source in attached for hit in hits):
        hits = [hit for file_id in attached if (hit := library.opening(file_id))] + hits
    return sorted(hits, key=lambda hit: hit.source in sources.pages)[:most]


def is_readable(file: StoredFile) -> bool:
    return file.status in {FileStatus.PROCESSED, FileStatus.PARTIALLY_PROCESSED}
