"""A prompt in, a reply out."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from webchat.chats import content, saved
from webchat.connection import client_for, insist
from webchat.forms.messages import SENT_BEFORE, PromptForm
from webchat.models import AttachedFile, Reply, User, is_temporary
from webchat.replies import past, reader, run
from webchat.replies.limits import LimitReached, Message
from webchat.requests import Request, chat_of
from webchat.upstream.errors import NotFound, UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import Turn
from webchat.views import assistants, conversation, deletions
from webchat.views.errors import chat_gone, words_of
from webchat.views.files import up_to_date
from webchat.views.replies import reply_response


@require_POST
async def send(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Start the reply to a prompt, or find the one this send key started before; answer with the reply itself."""
    client = client_for(request.user)
    chat_id = chat_of(request.POST)
    again = await _tried_again(request, client, chat_id)
    data = _with_words_of(again, request.POST) if again else request.POST
    known = await run.find(request.user, data.get("send_key", ""))
    if known and known.prompt in {"", PromptForm.text_of(data)}:
        return await _started(request, known)
    if instead := await deletions.instead_of(request, chat_id):
        return instead
    files = await up_to_date(client, await content.files(request.user, chat_id))
    pending = [file for file in files if file.sent_with is None]
    usable = tuple(str(file.id) for file in pending if file.is_usable)
    form = PromptForm(data, capabilities=client.capabilities, files=usable)
    if form.is_valid() and (reason := _why_not_now(pending, known)):
        form.add_error("prompt", reason)
    if form.is_valid():
        await insist(request.user)
        chosen = _files_of(again, files) if again else _chosen(form, files)
        try:
            message = await _message(request, client, form, chat_id, chosen)
            return await _started(request, await run.start(client, message))
        except NotFound:
            return chat_gone(request)
        except LimitReached as limit:
            form.add_error("prompt", words_of(limit))
    return await _refused(request, client, form, chat_id, files)


async def _message(
    request: Request, client: ChatClient, form: PromptForm, chat_id: str, files: list[AttachedFile]
) -> Message:
    """Raises NotFound."""
    data = form.cleaned_data
    after = await reader.own(request.user, data["after"])
    chat_id = await _chat(request.user, client, chat_id, after)
    prompt = form.to_prompt(chat_id, tuple(file.upstream_id for file in files), settings.UPSTREAM_TIMEOUT)
    edited = await _edited(request, chat_id, after)
    if edited:
        prompt = replace(prompt, history=await past.turns_before(request.user, client, *edited["edited"]))
    return Message(
        user=request.user,
        prompt=prompt,
        send_key=data["send_key"],
        files=files,
        after=after,
        choice={**form.choice(), **edited},
        was_draft=not data["suggestion"],
    )


async def _chat(user: User, client: ChatClient, chat_id: str, after: Reply | None) -> str:
    """The id of the chat that a message is for. Raises NotFound for a saved one that is not this user's: the chat API
    is not even told of it. Whoever has sent something into it before need not wait for their list."""
    if after and is_temporary(after.chat_id):  # its page may not know it yet, and it must not be saved
        return after.chat_id
    if after and after.is_running and not after.chat_id:  # nor may the database: it follows that reply into its chat
        return ""
    if chat_id and not is_temporary(chat_id) and not await reader.latest(user, chat_id):
        try:
            await saved.chat(user, client, chat_id)
        except NotFound:
            raise
        except UpstreamError:  # a list that cannot be had keeps nobody from writing; the chat API looks as well
            return chat_id
    return chat_id


async def _edited(request: Request, chat_id: str, after: Reply | None) -> dict[str, Any]:
    """Of what the message above is an edited one, as long as there is no chat of it: its page shows the turns before
    it, and the chat API has not kept them."""
    name = request.POST.get("again", "")
    above = after or (await past.named(request.user, chat_id, name) if name else None)
    choice = above.choice if above and not above.chat_id else {}
    return {name: value for name, value in choice.items() if name == "edited"}


def _chosen(form: PromptForm, files: list[AttachedFile]) -> list[AttachedFile]:
    return [file for file in files if str(file.id) in form.cleaned_data["files"]]


async def _tried_again(request: Request, client: ChatClient, chat_id: str) -> Turn | None:
    """The turn whose prompt is to be sent once more, if that was pressed."""
    name = request.POST.get("again", "")
    return await past.turn(request.user, client, chat_id, name) if name else None


def _with_words_of(turn: Turn, data: QueryDict) -> QueryDict:
    words = data.copy()
    words["suggestion"] = turn.prompt
    return words


def _files_of(turn: Turn, files: list[AttachedFile]) -> list[AttachedFile]:
    """Those that went along with it, and those that wait for the next message: as what has failed gives them back."""
    ids = {file.id for file in turn.files}
    return [file for file in files if file.is_usable and (file.sent_with is None or file.upstream_id in ids)]


async def _started(request: Request, reply: Reply) -> HttpResponse | StreamingHttpResponse:
    """The reply; for a page on which another one is being written, only that the message is kept."""
    if request.htmx and await reader.is_waiting_for_turn(reply):
        turn = await conversation.waiting_turn(reply)
        kept = render(request, "messages/_kept.html", {"turn": turn}, status=202)
        return trigger_client_event(kept, "message-kept", {"key": reply.send_key})
    return await reply_response(request, reply)


def _why_not_now(pending: list[AttachedFile], known: Reply | None) -> str:
    """A sentence that says what a prompt has to wait for; empty if it can go."""
    if known:
        return str(SENT_BEFORE)
    reading = next((file.name for file in pending if file.status == AttachedFile.Status.PROCESSING), "")
    words = gettext("{file} is still being read. Send again when it is ready, or remove it.")
    return words.format(file=reading) if reading else ""


async def _refused(
    request: Request, client: ChatClient, form: PromptForm, chat_id: str, files: list[AttachedFile]
) -> HttpResponse:
    """The composer again, with a sentence beside what is wrong and everything typed still in it."""
    assistant = await assistants.asked(client, form.data)
    composer = conversation.composer(client, files, chat_id, form, assistant)
    if request.htmx:
        response = render(request, "messages/_composer.html", composer, status=422)
        return retarget(reswap(response, "outerHTML"), "#composer")
    page = await conversation.page(request.user, client, chat_id)
    return render(request, "chats/show.html", page | composer, status=422)
