"""Attachments: upload, status, delete, download."""

import mimetypes
import shutil
import time
from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from webchat.sandbox import intake, wire
from webchat.sandbox.access import backend_of, operation, refusal, strings, user_of
from webchat.sandbox.backend import Backend
from webchat.sandbox.prompt import MOST_FILES
from webchat.sandbox.sources import chat_file
from webchat.sandbox.store.files import StoredFile
from webchat.sandbox.wire import Wire

_LONGEST_NAME = 255


async def upload(request: Request) -> Response:
    """The form is read to disk, not to memory. What is wrong with a file shows when it is processed."""
    user, backend = user_of(request), backend_of(request)
    async with request.form(max_files=MOST_FILES, max_fields=0) as form:
        files = [await run_in_threadpool(_keep, backend, user, part) for part in _parts(form)]
    for file in files:
        backend.start(intake.process, backend, file)
    return JSONResponse({"files": [chat_file(file) for file in files]})


@operation
def get_files(backend: Backend, user: str, body: Wire) -> Wire:
    """A map by id; ids that are not the user's are left out."""
    files = backend.files.owned_by(user, strings(body, "fileIds"))
    return {"files": {file.id: chat_file(file) for file in files}}


@operation
def delete_files(backend: Backend, user: str, body: Wire) -> None:
    backend.delete_files(backend.files.owned_by(user, strings(body, "fileIds")))


async def download(request: Request) -> Response:
    user, backend = user_of(request), backend_of(request)
    files = await run_in_threadpool(backend.files.owned_by, user, [request.path_params["file_id"]])
    if not files or not backend.path(files[0].id).exists():
        raise refusal(404, "File not found")
    inline = request.query_params.get("preview") == "true" and files[0].mime_type == "application/pdf"
    return FileResponse(
        backend.path(files[0].id),
        media_type=files[0].mime_type,
        filename=files[0].name,
        content_disposition_type="inline" if inline else "attachment",
    )


def _parts(form: FormData) -> list[UploadFile]:
    parts = form.getlist("files")
    uploads = [part for part in parts if isinstance(part, UploadFile)]
    if not uploads or len(uploads) != len(form.multi_items()):
        raise refusal(400, "Bad Request")
    return uploads


def _keep(backend: Backend, user: str, part: UploadFile) -> StoredFile:
    name = PurePath((part.filename or "").replace("\\", "/")).name[-_LONGEST_NAME:] or "file"
    file = StoredFile(
        id=f"FILE_{wire.new_id()}",
        owner=user,
        name=name,
        mime_type=_mime_type(name, part.content_type),
        size=part.size or 0,
        uploaded=int(time.time()),
    )
    if file.size <= backend.settings.largest_file:
        with backend.path(file.id).open("wb") as kept:
            shutil.copyfileobj(part.file, kept)
    backend.files.add(file)
    return file


def _mime_type(name: str, declared: str | None) -> str:
    guessed = mimetypes.guess_type(name)[0]
    return guessed or declared or "application/octet-stream"
