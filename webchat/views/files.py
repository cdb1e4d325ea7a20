"""Attached files: panel, upload, status, remove, download."""

from collections.abc import AsyncIterator
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from webchat import audit, headers
from webchat.chats import content as chat_content
from webchat.chats import documents
from webchat.connection import client_for
from webchat.deletions import store
from webchat.forms.files import UploadForm
from webchat.models import Action, AttachedFile, User
from webchat.models.files import OF_ALL_CHATS
from webchat.requests import Request, chat_of
from webchat.upstream.errors import UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import ChatFile, FileStatus
from webchat.views import attaching, deletions


@require_http_methods(["GET", "POST"])
async def panel(request: Request) -> HttpResponse:
    """The files of a chat, or where they belong to no chat, the documents of the user; with POST, more of them."""
    client = client_for(request.user)
    limits = client.capabilities.files
    if limits is None:
        raise Http404
    chat_id = chat_of(request.POST) or chat_of(request.GET)
    if instead := await deletions.instead_of(request, chat_id):
        return instead
    if request.method == "GET":
        return await _panel(request, client, chat_id)
    form = UploadForm(request.POST, request.FILES, limits=limits, attached=await _attached(request, client, chat_id))
    if form.is_valid():
        await attaching.take(request, client, chat_id, form)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _told(form)
    if form.is_valid() and not form.refused and not request.htmx:
        return redirect(_panel_address(chat_id))
    return await _panel(request, client, chat_id, form)


def _told(form: UploadForm) -> JsonResponse:
    """For the page's own script, which sends one file a time: why it was not taken, or nothing."""
    reasons = [reason for _, reason in form.refused] or [str(error) for error in form.non_field_errors()]
    return JsonResponse({"refused": " ".join(reasons)}, status=422 if reasons else 200)


async def _panel(request: Request, client: ChatClient, chat_id: str, form: UploadForm | None = None) -> HttpResponse:
    deletion = (await store.hidden(request.user)).last
    context = {
        "files": await _files(request.user, client, chat_id),
        "chat_id": chat_id,
        "capabilities": client.capabilities,
        "upload": form,
        "deletion": deletion,
    }
    template = "files/_panel.html" if request.htmx else "files/index.html"
    return render(request, template, context, status=200 if form is None or form.is_valid() else 422)


async def _files(user: User, client: ChatClient, chat_id: str) -> list[AttachedFile]:
    if _is_shared(client):
        return await documents.of(user, client)
    return await up_to_date(client, await chat_content.files(user, chat_id))


async def _attached(request: Request, client: ChatClient, chat_id: str) -> int:
    """How many files take a place in the chat already; documents are not counted."""
    if _is_shared(client):
        return 0
    files = await _files(request.user, client, chat_id)
    return sum(not file.is_void for file in files)


async def up_to_date(client: ChatClient, files: list[AttachedFile]) -> list[AttachedFile]:
    """The same files, as the upstream has them now; only those that still change are asked for."""
    changing = [file for file in files if file.status == AttachedFile.Status.PROCESSING]
    try:
        known = await client.files([file.upstream_id for file in changing]) if changing else {}
    except UpstreamError:
        return files  # as they were: whoever asks will ask again
    for file in changing:
        now = known.get(file.upstream_id) or ChatFile(file.upstream_id, status=FileStatus.DELETED)
        if now.status != file.status:
            file.status, file.failure = AttachedFile.Status(now.status), now.failure[:60]
            await file.asave(update_fields=["status", "failure"])
    return files


@require_GET
async def status(request: Request) -> HttpResponse:
    """What the page that has the files of a chat on it asks for while the upstream still reads one of them."""
    chat_id = chat_of(request.GET)
    client = client_for(request.user)
    files = await chat_content.files(request.user, OF_ALL_CHATS if _is_shared(client) else chat_id)
    context = {"files": await up_to_date(client, files), "chat_id": chat_id, "capabilities": client.capabilities}
    return render(request, "files/_status.html", context)


@require_GET
async def show(request: Request, file_id: UUID) -> HttpResponse:
    """The panel this file stands in."""
    file = await _visible(request, file_id)
    return redirect(_panel_address("" if file.is_shared else file.chat_id))


@require_POST
async def delete(request: Request, file_id: UUID) -> HttpResponse:
    """Delete a file, unless that is undone in time. A document does not know the chat it was seen from."""
    user = request.user
    file = await _own(request, file_id)
    chat_id = chat_of(request.POST) if file.is_shared else file.chat_id
    await audit.record(request, Action.FILE_DELETED, file_id)
    await store.hide(user, files=[file], left="" if request.htmx else chat_id)
    if not request.htmx:
        return redirect(_panel_address(chat_id))
    count = len(await chat_content.files(user, file.chat_id))
    deletion = (await store.hidden(user)).last
    return render(request, "files/_removed.html", {"file": file, "count": count, "deletion": deletion})


@require_GET
async def content(request: Request, file_id: UUID) -> StreamingHttpResponse:
    """The bytes, always as something to save: what is in them is somebody else's."""
    file = await _visible(request, file_id)
    await audit.record(request, Action.FILE_DOWNLOADED, file_id)
    download = client_for(request.user).download(file.upstream_id)
    opened = await download.__aenter__()

    async def body() -> AsyncIterator[bytes]:
        try:
            async for piece in opened.chunks:
                yield piece
        finally:
            await download.__aexit__(None, None, None)

    response = StreamingHttpResponse(body(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    response["Content-Security-Policy"] = headers.NO_RIGHTS
    if opened.size is not None:
        response["Content-Length"] = str(opened.size)
    return response


def _is_shared(client: ChatClient) -> bool:
    return client.capabilities.files is not None and client.capabilities.files.shared


def _panel_address(chat_id: str) -> str:
    return reverse("files", query={"chat": chat_id} if chat_id else None)


async def _visible(request: Request, file_id: UUID) -> AttachedFile:
    file = await _own(request, file_id)
    if file.deletion_id:
        raise Http404
    return file


async def _own(request: Request, file_id: UUID) -> AttachedFile:
    file = await AttachedFile.objects.filter(id=file_id, user=request.user).afirst()
    if file is None:
        raise Http404
    return file
