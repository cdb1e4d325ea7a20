"""One turn of a chat, and what can be done with it when it is over."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from webchat import audit
from webchat.chats import content, messages, notes
from webchat.chats.messages import SavedMessage
from webchat.connection import client_for
from webchat.forms.deletions import MessageForm
from webchat.forms.feedback import FeedbackForm
from webchat.forms.messages import SENT_BEFORE, PromptForm
from webchat.models import Action, Reply, is_temporary
from webchat.rendering import footnotes
from webchat.rendering.reply import fold
from webchat.replies import history, past, reader, run
from webchat.replies.limits import LimitReached, Message
from webchat.requests import Request
from webchat.upstream.errors import NotSupported
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.prompts import Feedback
from webchat.upstream.types.replies import ReplyFinished
from webchat.upstream.types.saved import Chat, Turn
from webchat.views import conversation, deletions
from webchat.views.errors import words_of
from webchat.views.navigation import dialog
from webchat.views.replies import reply_response


@require_GET
async def copy(request: Request, chat_id: str, name: str) -> JsonResponse:
    """The reply for a clipboard: {text, html}."""
    turn = await past.turn(request.user, client_for(request.user), chat_id, name)
    return JsonResponse(await sync_to_async(_copies, thread_sensitive=False)(turn))


@require_POST
async def feedback(request: Request, chat_id: str, name: str) -> HttpResponse:
    """Tell the chat API whether the reply helped, and in a second step, why not. Here only which it was
    is kept."""
    client, form = client_for(request.user), FeedbackForm(request.POST)
    turn = await past.turn(request.user, client, chat_id, name)
    token = next((event.feedback_token for event in turn.reply if isinstance(event, ReplyFinished)), "")
    if not (client.capabilities.feedback and token):
        raise Http404
    if not form.is_valid():
        return render(request, "turns/feedback.html", {"form": form, "chat_id": chat_id}, status=422)
    helpful, words = form.cleaned_data["helpful"], form.cleaned_data["words"]
    await client.send_feedback(Feedback(token=token, helpful=helpful, words=words))
    await notes.judge(request.user, chat_id, token, helpful=helpful)
    if request.htmx:
        return HttpResponse(status=204)
    if helpful or words:
        return redirect("chat", chat_id)
    return render(request, "turns/feedback.html", {"form": FeedbackForm(), "chat_id": chat_id})


@require_http_methods(["GET", "POST"])
async def edit(request: Request, chat_id: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """Ask the question in other words: in a new chat, which begins with the turns before it."""
    if is_temporary(chat_id):
        raise Http404  # what is new would be saved
    if instead := await deletions.instead_of(request, chat_id):
        return instead
    client = client_for(request.user)
    chat = await past.chat_up_to(request.user, client, chat_id, name)
    *before, turn = chat.turns
    if before and not client.capabilities.history:
        raise NotSupported
    choice = conversation.choice_of(client, chat, await reader.latest(request.user, chat_id))
    initial = {"prompt": turn.prompt, **choice}
    form = PromptForm(request.POST or None, initial=initial, capabilities=client.capabilities)
    if form.is_valid() and (known := await run.find(request.user, form.cleaned_data["send_key"])):
        if known.prompt in {"", form.cleaned_data["text"]}:
            return await _branch(request, known, before)
        form.add_error("prompt", SENT_BEFORE)
    if form.is_valid():
        try:
            message = await _edited(request, form, client, chat, name)
            return await _branch(request, await run.start(client, message), before)
        except LimitReached as limit:
            form.add_error("prompt", words_of(limit))
    status = 422 if form.is_bound else 200
    template = "turns/edit.html#form" if request.htmx else "turns/edit.html"
    context = {"form": form, "turn": turn, "chat_id": chat_id, "name": name, "send_key": uuid4().hex}
    context["before"] = before
    return render(request, template, context, status=status)


async def _edited(request: Request, form: PromptForm, client: ChatClient, chat: Chat, name: str) -> Message:
    """The last turn of this chat, which has this name, in other words, for a new chat."""
    *before, turn = chat.turns
    file_ids = tuple(file.id for file in turn.files)
    past_turns = history.latest(reversed(before), client.capabilities.prompt_length)
    return Message(
        user=request.user,
        prompt=replace(form.to_prompt("", file_ids, settings.UPSTREAM_TIMEOUT), history=past_turns),
        send_key=form.cleaned_data["send_key"],
        shared=[file for file in await content.files(request.user, chat.id) if file.upstream_id in file_ids],
        choice={**form.choice(), "edited": [chat.id, name]},
    )


async def _branch(request: Request, reply: Reply, before: Sequence[Turn]) -> HttpResponse | StreamingHttpResponse:
    """The page of the new chat: one that watches the reply, if the browser has said that it can."""
    turns = await sync_to_async(content.views_of, thread_sensitive=False)(before)
    if not (reply.is_running and "live" in request.POST):
        return await reply_response(request, reply, turns)
    page = await conversation.page(request.user, client_for(request.user), "", reply)
    return render(request, "chats/show.html", page | {"turns": turns, "running": reply})


@require_http_methods(["GET", "POST"])
async def delete(request: Request, chat_id: str, name: str) -> HttpResponse:
    """Delete what was asked or what was replied, once that is confirmed. There is no way back."""
    user, client = request.user, client_for(request.user)
    if not client.capabilities.delete_message:
        raise NotSupported
    if instead := await deletions.instead_of(request, chat_id):
        return instead
    form = MessageForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    if request.method == "GET":
        message = await messages.named(user, client, chat_id, name, form.cleaned_data["part"] or "reply")
        return dialog(request, "turns/delete.html", {"message": message, "chat_id": chat_id, "name": name})
    message = await messages.with_id(client, chat_id, form.cleaned_data["message"])
    if await messages.is_being_answered(user, chat_id):
        context = {"message": message, "chat_id": chat_id, "name": name, "has_to_wait": True}
        return dialog(request, "turns/delete.html", context, status=409)
    await audit.record(request, Action.MESSAGE_DELETED, message.id)
    await messages.delete(user, client, chat_id, message)
    return _without(request, chat_id, message)


def _without(request: Request, chat_id: str, message: SavedMessage) -> HttpResponse:
    """The chat without this message; a page that shows it fetches it anew."""
    if not request.htmx:
        return redirect("chat", chat_id)
    said = gettext("Question deleted.") if message.part == "prompt" else gettext("Reply deleted.")
    response = render(request, "chats/_said.html", {"said": said})
    return trigger_client_event(trigger_client_event(response, "chats-changed"), "message-deleted")


def _copies(turn: Turn) -> dict[str, str]:
    reply = fold("reply", turn.prompt, turn.reply)
    return {"text": footnotes.markdown(reply), "html": footnotes.html(reply)}
