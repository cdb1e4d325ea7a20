"""What was chosen in a form goes on to the chat API, and what became of it is remembered."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from webchat import audit
from webchat.chats import documents
from webchat.forms.files import FormFile, UploadForm
from webchat.models import Action, AttachedFile, User
from webchat.requests import Request
from webchat.upstream.errors import BadResponse, Conflict, Rejected, TooLarge, UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import ChatFile, Upload


async def take(request: Request, client: ChatClient, chat_id: str, form: UploadForm) -> None:
    """All that the form has found good; of documents the chat API may refuse some all the same."""
    if form.limits.shared:
        await _add(request, client, form)
    else:
        await _attach(request, client, chat_id, form)


async def _attach(request: Request, client: ChatClient, chat_id: str, form: UploadForm) -> None:
    """To a chat, all at once."""
    files = form.cleaned_data["files"]
    taken = await client.upload_files([_upload(file) for file in files])
    kept = await _remember(request.user, chat_id, files, taken)
    await audit.record(request, Action.FILE_UPLOADED, *(file.id for file in kept))


async def _add(request: Request, client: ChatClient, form: UploadForm) -> None:
    """To the documents of the user, one by one: each is taken, or refused for what it is."""
    for file in form.cleaned_data["files"]:
        try:
            taken = await client.upload_files([_upload(file)])
        except (Conflict, Rejected, TooLarge) as error:
            form.refused.append((file.name or gettext("A file"), await _why_refused(client, file, error)))
        else:
            named = [replace(each, name=each.name or file.name or "", size=each.size or file.size) for each in taken]
            kept = await documents.keep(request.user, named)
            await audit.record(request, Action.FILE_UPLOADED, *(each.id for each in kept))


async def _why_refused(client: ChatClient, file: FormFile, error: UpstreamError) -> str:
    """In a sentence. The upstream does not say it so that people understand; but it takes no content twice."""
    if isinstance(error, TooLarge):
        return gettext(error.sentence)
    try:
        known = await client.all_files()
    except UpstreamError:
        known = ()
    same = next((each.name for each in known if each.size == file.size), "")
    if same:
        return gettext("It was not added. It seems to be the same as {name}.").format(name=same)
    return gettext("The assistant did not take this file. It may be among your documents already.")


def _upload(file: FormFile) -> Upload:
    return Upload(file.name or "file", file.content_type or "application/octet-stream", _pieces(file), file.size)


async def _pieces(file: FormFile) -> AsyncIterator[bytes]:
    for piece in file.chunks():
        yield piece


async def _remember(
    user: User, chat_id: str, uploads: Sequence[FormFile], taken: Sequence[ChatFile]
) -> list[AttachedFile]:
    """The upstream answers in the order of the parts, and may leave out names and sizes."""
    if len(taken) < len(uploads) or not all(file.id for file in taken):
        raise BadResponse("not every file was given an id")
    return [
        await AttachedFile.objects.acreate(
            user=user,
            chat_id=chat_id,
            upstream_id=file.id,
            name=(upload.name or file.name)[:255],
            size=upload.size or 0,
            status=AttachedFile.Status(file.status),
            failure=file.failure[:60],
        )
        for upload, file in zip(uploads, taken, strict=True)
    ]
