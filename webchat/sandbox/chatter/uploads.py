"""POST /documents/upload: one file, and what is said of it."""

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
from starlette.responses import JSONResponse, Response

from webchat.sandbox.chatter import intake, wire
from webchat.sandbox.chatter.access import Call, read_call
from webchat.sandbox.chatter.documents import document_wire
from webchat.sandbox.chatter.fields import error, invalid
from webchat.sandbox.chatter.problems import Crash
from webchat.sandbox.chatter.store.documents import Document
from webchat.sandbox.chatter.wire import new_id, now
from webchat.sandbox.store.files import StoredFile

_LONGEST_NAME = 255


async def upload(request: Request) -> Response:
    """The form is read to disk, not to memory; what is in the file shows when it is processed."""
    call = await read_call(request)
    async with request.form(max_files=1) as form:
        document = await run_in_threadpool(_kept, call, _part(form), form)
    call.backend.start(intake.process, call.backend, document)
    return JSONResponse(document_wire(call, document), call.layout.uploaded)


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
