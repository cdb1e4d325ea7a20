"""Saved chats: begin, list, show, rename, pin, delete."""

from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from webchat import audit
from webchat.chats import notes, saved
from webchat.chats.saved import SavedChat
from webchat.connection import client_for
from webchat.deletions import store
from webchat.forms.chats import DeleteAllForm, ListForm, SelectionForm, SpanForm, TitleForm
from webchat.models import Action, User
from webchat.replies import run, temporary, unread
from webchat.requests import Request
from webchat.upstream.errors import NotConnected, NotFound, UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.views import assistants, conversation, deletions, sidebar
from webchat.views.errors import words_of
from webchat.views.navigation import chat_on_the_page, dialog, go


@require_GET
async def new(request: Request) -> HttpResponse:
    client = client_for(request.user)
    assistant = assistants.chosen(client, request.GET)
    return render(request, "chats/show.html", await conversation.new_chat(request.user, client, assistant))


@require_GET
async def show(request: Request, chat_id: str) -> HttpResponse:
    """The latest turns of a chat, or those that are asked for."""
    user = request.user
    span = SpanForm(request.GET)
    wanted = conversation.Span(**span.cleaned_data) if span.is_valid() else conversation.LATEST
    try:
        if instead := await deletions.instead_of(request, chat_id):
            return instead
        page = await conversation.saved_chat(user, client_for(user), chat_id, wanted)
    except NotFound:
        return render(request, "chats/gone.html", status=404)
    if chat_id in page["sidebar"].unread:
        await unread.see_chat(user, chat_id)
    template = "chats/_turns.html" if request.htmx and wanted.last else "chats/show.html"
    return await sync_to_async(render, thread_sensitive=False)(request, template, page)


@require_GET
async def index(request: Request) -> HttpResponse:
    """The list; for a page that shows a chat also what its head says of it, and that it is gone if it is."""
    user, current = request.user, chat_on_the_page(request)
    client = client_for(user)
    wish, recent = ListForm(request.GET).wish(), request.headers.get("HX-Source") in {"form#find", "p#late"}
    shown = await sidebar.load(user, client, current=current, wish=wish, recent=recent)
    is_gone = bool(current) and await conversation.is_gone(user, client, shown)
    template = "chats/_list.html" if request.htmx else "chats/index.html"
    page = {"sidebar": shown, "saved": shown.open, "is_gone": is_gone}
    return await sync_to_async(render, thread_sensitive=False)(request, template, page)


@require_http_methods(["GET", "POST"])
async def rename(request: Request, chat_id: str) -> HttpResponse:
    """Give a chat another name: in the chat API, or where that has no such thing, one of one's own. With an empty one
    that is taken back."""
    client = client_for(request.user)
    chat = await saved.chat(request.user, client, chat_id)
    data = request.POST if request.method == "POST" else None
    form = TitleForm(data, initial={"title": chat.title}, capabilities=client.capabilities)
    if form.is_valid():
        try:
            await _rename(request.user, client, chat, form.cleaned_data["title"])
            return _noted(request, chat_id, gettext("Chat renamed."))
        except NotConnected:  # the way to connect is worth more than a name
            raise
        except UpstreamError as error:
            form.add_error("title", words_of(error))
    return dialog(request, "chats/title.html", {"chat": chat, "form": form}, status=422 if form.is_bound else 200)


async def _rename(user: User, client: ChatClient, chat: SavedChat, title: str) -> None:
    own_title = "" if title == chat.upstream_title else title
    if client.capabilities.rename:
        await client.rename_chat(chat.id, title)
        saved.forget(user)
        own_title = ""
    await notes.name(user, chat.id, own_title)


@require_POST
async def pin(request: Request, chat_id: str) -> HttpResponse:
    """Pin a chat, or without `pinned` unpin it."""
    chat = await saved.chat(request.user, client_for(request.user), chat_id)
    pinned = bool(request.POST.get("pinned"))
    await notes.pin(request.user, chat.id, pinned=pinned)
    return _noted(request, chat_id, gettext("Chat pinned.") if pinned else gettext("Chat unpinned."))


@require_POST
async def delete(request: Request, chat_id: str) -> HttpResponse:
    """Delete one chat, unless that is undone in time."""
    if chat_id not in (await store.hidden(request.user)).chat_ids:  # to delete one twice is to delete it
        await saved.chat(request.user, client_for(request.user), chat_id)
    return await _delete(request, Action.CHAT_DELETED, [chat_id])


@require_POST
async def delete_several(request: Request) -> HttpResponse:
    """Delete the chats of `ids`, unless that is undone in time."""
    form = SelectionForm(request.POST, ids=await _deletable(request.user))
    if not form.is_valid():
        return dialog(request, "chats/refused.html", {"form": form}, status=422)
    return await _delete(request, Action.CHAT_DELETED, form.cleaned_data["ids"])


@require_http_methods(["GET", "POST"])
async def delete_all(request: Request) -> HttpResponse:
    """Delete every saved chat, once their number has been typed; all can be brought back for a while. Those that are
    pinned stay, unless `pinned` is given."""
    chats = await saved.chats(request.user, client_for(request.user))
    pinned = [chat.id for chat in chats if chat.is_pinned]
    data = request.POST if request.method == "POST" else None
    form = DeleteAllForm(data, count=len(chats), pinned=len(pinned))
    if not form.is_valid():
        context = {"form": form, "seconds": settings.UNDO_SECONDS}
        return dialog(request, "chats/delete_all.html", context, status=422 if form.is_bound else 200)
    stays = set(pinned) if form.pinned_count and not form.cleaned_data["pinned"] else set()
    return await _delete(request, Action.ALL_CHATS_DELETED, [chat.id for chat in chats if chat.id not in stays])


@require_POST
async def leave(request: Request, chat_id: str) -> HttpResponse:
    """The page of a temporary chat says that it goes. Harmless for any other chat."""
    await temporary.leave(request.user, chat_id)
    return HttpResponse(status=204)


def _noted(request: Request, chat_id: str, said: str) -> HttpResponse:
    """Stay where the reader is; the list and the head of the page hear of it by an event."""
    if request.htmx:
        return trigger_client_event(render(request, "chats/_said.html", {"said": said}), "chats-changed")
    return redirect("chat", chat_id)


async def _deletable(user: User) -> list[str]:
    """The ids of the user's chats, and of those that are deleted already."""
    deleted = (await store.hidden(user)).chat_ids
    return [*(chat.id for chat in await saved.chats(user, client_for(user))), *deleted]


async def _delete(request: Request, action: Action, ids: Sequence[str]) -> HttpResponse:
    """Hide them, and stay where the reader is, unless that was deleted."""
    user, here = request.user, chat_on_the_page(request)
    stays = request.htmx and here not in ids
    left = "" if stays else here or (ids[0] if len(ids) == 1 else "")
    await audit.record(request, action, *ids)
    await store.hide(user, ids, left=left)
    await run.stop_chats(user, ids)
    if not stays:
        return go(request, reverse("home"))
    response = render(request, "chats/_deleted.html", {"deletion": (await store.hidden(user)).last})
    return trigger_client_event(response, "chats-deleted")
