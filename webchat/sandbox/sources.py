"""How what a reply quotes stands on the wire."""

from webchat.sandbox import wire
from webchat.sandbox.handbook import Page
from webchat.sandbox.search import Sources, is_readable
from webchat.sandbox.store.files import StoredFile
from webchat.sandbox.wire import Wire
from webchat.sandbox.wording import Quoted


def citation(quoted: Quoted, sources: Sources) -> Wire:
    source, quote = quoted.hit.source, quoted.quote
    snippet = wire.snippet(quote.text, quote.bold, quoted.hit.passage.page)
    if source in sources.files:
        return wire.citation("sourceFile", chat_file(sources.files[source]), snippet)
    return wire.citation("sourceDocument", page_document(sources.pages[source]), snippet)


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
