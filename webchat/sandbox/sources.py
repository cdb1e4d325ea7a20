"""What a reply may quote, and how it stands on the wire."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webchat.sandbox import wire
from webchat.sandbox.handbook import Page
from webchat.sandbox.store.files import FileStatus, StoredFile
from webchat.sandbox.wire import Wire


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be quoted: pages of the handbook, and files that came with the question or earlier in its chat."""

    pages: Mapping[str, Page]
    files: Mapping[str, StoredFile]
    attached: Collection[str] = ()  # the ids of those files that came with this very question
    starters: Sequence[str] = ()  # prompts that find something

    def citation(self, source: str, *snippets: Wire) -> Wire:
        if source in self.files:
            return wire.citation("sourceFile", chat_file(self.files[source]), *snippets)
        return wire.citation("sourceDocument", page_document(self.pages[source]), *snippets)


def page_document(page: Page) -> Wire:
    metadata: Wire = {
        "datasource": page.datasource,
        "objectType": "Page",
        "mimeType": "text/html",
        "updateTime": f"{page.updated.isoformat()}T00:00:00Z",
        "author": wire.named_person(page.author),
    }
    return {"id": page.id, "datasource": page.datasource, "title": page.title, "url": page.url, "metadata": metadata}


def chat_file(file: StoredFile) -> Wire:
    """ChatFile, with the status it has now."""
    metadata: Wire = {"status": file.status, "uploadTime": file.uploaded, "mimeType": file.mime_type}
    if is_readable(file):
        metadata["processedSize"] = file.size
    if file.failure:
        metadata["failureReason"] = file.failure
    url = f"/rest/api/v1/chat-files/{file.id}"
    return {"id": file.id, "name": file.name, "url": url, "metadata": metadata}


def is_readable(file: StoredFile) -> bool:
    return file.status in {FileStatus.PROCESSED, FileStatus.PARTIALLY_PROCESSED}
