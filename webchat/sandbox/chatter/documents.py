"""Documents: they belong to their user, not to a conversation."""

import hashlib
import json
import mimetypes
import shutil
import time
from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from webchat.sandbox import intake
from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call, read_call
from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.conversations import OFFSET
from webchat.sandbox.chatter.fields import Field, error, invalid
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.problems import Crash, not_found
from webchat.sandbox.chatter.store.documents import Document
from webchat.sandbox.chatter.wire import Wire, new_id, now
from webchat.sandbox.store.files import Failure, FileStatus, StoredFile

SEARCH = (
    Field(name="query", required=True, shortest=1, longest=1000),
    Field(name="limit", kind=int, default=10, least=1, most=100),
    Field(name="score_threshold", kind=float, default=0.5),
)
_LONGEST_NAME = 255
_MOST = 100  # in a page


def pages(layout: Layout) -> Sequence[Field]:
    return paged(layout.documents_usual)


def paged(usual: int) -> Sequence[Field]:
    return Field(name="limit", kind=int, default=usual, least=1, most=_MOST), OFFSET


async def upload(request: Request) -> Response:
    """One file. The form is read to disk, not to memory; what is in the file shows when it is processed."""
    call = await read_call(request)
    async with request.form(max_files=1) as form:
        document = await run_in_threadpool(_kept, call, _part(form), form)
    call.backend.start(process, call.backend, document)
    return JSONResponse(_wire(call, document), call.layout.uploaded)


def list_all(call: Call) -> Wire:
    limit, offset = call.query["limit"], call.query["offset"]
    owned = _owned(call)
    listed = wire.documents(owned[offset : offset + limit], call.layout)
    return {"documents": listed, "total_count": len(owned), "limit": limit, "offset": offset}


def get(call: Call) -> Wire:
    document = _document(call)
    call.backend.documents.seen(document.id, now())
    return _wire(call, call.backend.documents.get(document.id) or document)


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


async def process(backend: ChatterBackend, document: Document) -> None:
    [file] = await run_in_threadpool(backend.files.owned_by, document.owner, [document.id])
    await intake.waited(backend)
    await run_in_threadpool(backend.documents.started, document.id, now())
    if backend.layout.reads_text or wire.document_type(file.name) not in wire.TEXT_TYPES:
        await intake.read(backend, file)
    else:
        await run_in_threadpool(backend.files.finish, document.id, FileStatus.FAILED, Failure.PARSE_FAILED)
    count = len(await run_in_threadpool(backend.library.passages, document.id))
    await run_in_threadpool(backend.documents.completed, document.id, now(), count)


def resume(backend: ChatterBackend) -> None:
    """Go on with what a stop of the sandbox interrupted."""
    for file in backend.files.unfinished():
        document = backend.documents.get(file.id)
        if document:
            backend.start(process, backend, document)


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


def _wire(call: Call, document: Document) -> Wire:
    [file] = call.backend.files.owned_by(document.owner, [document.id])
    return wire.document(document, file, call.layout)


def _part(form: FormData) -> UploadFile:
    part = form.get("file")
    if not isinstance(part, UploadFile):
        raise invalid([error("missing", ["body", "file"], "Field required", None)])
    return part


def _kept(call: Call, part: UploadFile, form: FormData) -> Document:
    name = PurePath((part.filename or "").replace("\\", "/")).name[-_LONGEST_NAME:] or "file"
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if extension not in wire.ALLOWED_TYPES:
        raise _refused(call, f"File type not allowed: {extension}")
    if (part.size or 0) > call.backend.settings.largest_file:
        raise _refused(call, "File too large")
    document = _new_document(call, part, form)
    file = StoredFile(
        id=document.id,
        owner=document.owner,
        name=name,
        mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=part.size or 0,
        uploaded=int(time.time()),
    )
    with call.backend.path(document.id).open("wb") as kept:
        shutil.copyfileobj(part.file, kept)
    call.backend.files.add(file)
    if not call.backend.documents.add(document):
        call.backend.delete_files([file])
        raise _refused(call, f"Failed to create document: {_DUPLICATE.format(key=(document.owner, document.hash))}")
    return document


def _new_document(call: Call, part: UploadFile, form: FormData) -> Document:
    when = now()
    return Document(
        id=new_id(),
        owner=call.account.id,
        hash=_digest(part.file),
        title=_text(form, "title"),
        description=_text(form, "description"),
        tags=_tags(_text(form, "tags") or ""),
        is_public=_text(form, "is_public") == "true",
        created=when,
        updated=when,
    )


def _digest(content: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := content.read(1024 * 1024):
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None


def _tags(text: str) -> Sequence[str]:
    """A JSON array, or words between commas."""
    try:
        tags = json.loads(text)
    except ValueError:
        return [tag.strip() for tag in text.split(",") if tag.strip()]
    return [str(tag) for tag in tags] if isinstance(tags, list) else [text]


def _refused(call: Call, sentence: str) -> Exception:
    if call.layout.explains_uploads:
        return HTTPException(400, sentence)
    return Crash(
        "UnboundLocalError",
        "cannot access local variable 'BadRequestProblem' where it is not associated with a value",
    )


_DUPLICATE = (
    "(sqlalchemy.dialects.postgresql.asyncpg.IntegrityError) <class 'asyncpg.exceptions.UniqueViolationError'>: "
    'duplicate key value violates unique constraint "uq_document_owner_hash"\n'
    "DETAIL:  Key (owner_id, file_hash)={key} already exists.\n"
    "[SQL: INSERT INTO documents (owner_id, filename, original_filename) VALUES ($1::VARCHAR, ...)]"
)
