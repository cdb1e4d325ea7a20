"""Documents: they belong to their user, not to a conversation."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call, read_call
from webchat.sandbox.chatter.conversations import OFFSET
from webchat.sandbox.chatter.fields import Field
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.problems import not_found
from webchat.sandbox.chatter.store.documents import Document
from webchat.sandbox.chatter.wire import Wire, now
from webchat.sandbox.store.files import StoredFile

SEARCH = (
    Field(name="query", required=True, shortest=1, longest=1000),
    Field(name="limit", kind=int, default=10, least=1, most=100),
    Field(name="score_threshold", kind=float, default=0.5),
)
_MOST = 100  # in a page


def pages(layout: Layout) -> Sequence[Field]:
    return paged(layout.documents_usual)


def paged(usual: int) -> Sequence[Field]:
    return Field(name="limit", kind=int, default=usual, least=1, most=_MOST), OFFSET


def list_all(call: Call) -> Wire:
    limit, offset = call.query["limit"], call.query["offset"]
    owned = _owned(call)
    listed = wire.documents(owned[offset : offset + limit], call.layout)
    return {"documents": listed, "total_count": len(owned), "limit": limit, "offset": offset}


def get(call: Call) -> Wire:
    document = _document(call)
    call.backend.documents.seen(document.id, now())
    return document_wire(call, call.backend.documents.get(document.id) or document)


def delete(call: Call) -> Wire:
    document = _document(call)
    call.backend.delete_files(call.backend.files.owned_by(document.owner, [document.id]))
    call.backend.documents.delete(document.id)
    return {"message": "Document deleted successfully"}


async def download(request: Request) -> Response:
    """Under a name that says nothing, and as a type that says nothing."""
    call = await read_call(request)
    document = await run_in_threadpool(_document, call)
    name = f"document_{document.id}"
    return FileResponse(call.backend.path(document.id), media_type="application/octet-stream", filename=name)


def chunks(call: Call) -> Wire:
    document, limit, offset = _document(call), call.query["limit"], call.query["offset"]
    passages = call.backend.library.passages(document.id)
    listed = [
        {"id": f"{document.id}-{number}", "document_id": document.id, "chunk_index": number, "content": passage.body}
        for number, passage in enumerate(passages)
    ]
    return {
        "chunks": listed[offset : offset + limit],
        "total_count": len(listed),
        "limit": limit,
        "offset": offset,
    }


def search(call: Call) -> Wire | list[Wire]:
    owned = {document.id: (document, file) for document, file in _owned(call)}
    query = call.body["query"]
    results = [
        {
            "document_id": hit.source,
            "chunk_id": hit.source,
            "score": 1.0,
            "content": hit.passage.body,
            "metadata": {},
            "document": wire.document(*owned[hit.source], call.layout),
        }
        for hit in call.backend.library.search(query, owned, call.body["limit"])
    ]
    if call.layout.explains_uploads:
        return results
    threshold = call.body["score_threshold"]
    return {"results": results, "total_results": len(results), "query": query, "score_threshold": threshold}


def files_of(call: Call) -> list[StoredFile]:
    return [file for _, file in _owned(call)]


def _owned(call: Call) -> list[tuple[Document, StoredFile]]:
    documents = call.backend.documents.owned_by(call.account.id)
    files = {file.id: file for file in call.backend.files.owned_by(call.account.id, [each.id for each in documents])}
    return [(document, files[document.id]) for document in documents]


def _document(call: Call) -> Document:
    document = call.backend.documents.get(call.id("document_id"))
    if document is None or document.owner != call.account.id:
        if call.layout.explains_uploads:
            raise HTTPException(404, "Document not found")
        raise not_found("document", resourceId=call.path["document_id"])
    return document


def document_wire(call: Call, document: Document) -> Wire:
    [file] = call.backend.files.owned_by(document.owner, [document.id])
    return wire.document(document, file, call.layout)
