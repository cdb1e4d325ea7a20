"""Saved chats: begin, list, show, delete."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from webchat.connection import client_for
from webchat.forms.chats import DeleteAllForm, SelectionForm
from webchat.replies import run, temporary
from webchat.requests import Request
from webchat.upstream.errors import NotFound
from webchat.upstream.types import ChatSummary
from webchat.views import assistants, conversation, sidebar


@require_GET
async def new(request: Request) -> HttpResponse:
    user = request.user
    client = client_for(user)
    page, assistant = await asyncio.gather(conversation.new_chat(user, client), assistants.chosen(client, request.GET))
    if assistant:
        page["form"].initial[assistant.kind] = assistant.id
    context = {**page, "assistant": assistant, "can_choose": assistants.can_choose(client)}
    return render(request, "chats/show.html", context)


@require_GET
async def show(request: Request, chat_id: str) -> HttpResponse:
    user = request.user
    page = await conversation.saved_chat(user, client_for(user), chat_id)
    return await sync_to_async(render, thread_sensitive=False)(request, "chats/show.html", page)


@require_GET
async def index(request: Request) -> HttpResponse:
    """The list, from the chat that `after` names; with checkboxes if `select` is given."""
    shown = await sidebar.load(
        request.user,
        client_for(request.user),
        current=_chat_on_the_page(request),
        after=request.GET.get("after", ""),
        selecting="select" in request.GET,
    )
    return render(request, "chats/_list.html" if request.htmx else "chats/index.html", {"sidebar": shown})


@require_http_methods(["GET", "POST"])
async def delete(request: Request, chat_id: str) -> HttpResponse:
    """Ask, then delete one chat."""
    client = client_for(request.user)
    chat = next((chat for chat in await client.chats() if chat.id == chat_id), None)
    if chat is None:
        raise NotFound
    if request.method == "GET":
        return _ask(request, [chat])
    await client.delete_chats([chat_id])
    await run.forget_chats(request.user, [chat_id])
    return _deleted(request, [chat_id])


@require_http_methods(["POST"])
async def delete_several(request: Request) -> HttpResponse:
    """Delete the chats of `ids`; with `ask`, only ask whether to."""
    client = client_for(request.user)
    chats = {chat.id: chat for chat in await client.chats()}
    form = SelectionForm(request.POST, ids=list(chats))
    if not form.is_valid():
        return render(request, _page_or_part(request, "chats/refused.html"), {"form": form}, status=422)
    ids = form.cleaned_data["ids"]
    if "ask" in request.POST:
        return _ask(request, [chats[each] for each in ids])
    await client.delete_chats(ids)
    await run.forget_chats(request.user, ids)
    return _deleted(request, ids)


@require_http_methods(["GET", "POST"])
async def delete_all(request: Request) -> HttpResponse:
    """Delete every saved chat, once their number has been typed."""
    client = client_for(request.user)
    count = len(await client.chats())
    form = DeleteAllForm(request.POST if request.method == "POST" else None, count=count)
    if not form.is_valid():
        template = _page_or_part(request, "chats/delete_all.html")
        return render(request, template, {"form": form}, status=422 if form.is_bound else 200)
    await client.delete_all_chats()
    await run.forget_chats(request.user, None)
    return _go(request, reverse("home"))


@require_POST
async def leave(request: Request, chat_id: str) -> HttpResponse:
    """The page of a temporary chat says that it goes. Harmless for any other chat."""
    await temporary.leave(request.user, chat_id)
    return HttpResponse(status=204)


def _chat_on_the_page(request: Request) -> str:
    """The id of the chat that the page shows which htmx asks from; empty if it shows none."""
    try:
        match = resolve(urlsplit(request.htmx.current_url_abs_path or "").path)
    except Resolver404:
        return ""
    return str(match.kwargs.get("chat_id", ""))


def _page_or_part(request: Request, page: str) -> str:
    """A dialog's content, for a page of its own or for the dialog over the page that is there."""
    return f"{page}#dialog" if request.htmx else page


def _ask(request: Request, chats: Sequence[ChatSummary]) -> HttpResponse:
    return render(request, _page_or_part(request, "chats/delete.html"), {"chats": chats})


def _deleted(request: Request, ids: Sequence[str]) -> HttpResponse:
    """Stay where the reader is, unless that was deleted."""
    count = len(ids)
    said = (
        gettext("Chat deleted.") if count == 1 else ngettext("{count} chat deleted.", "{count} chats deleted.", count)
    )
    if request.htmx and _chat_on_the_page(request) not in ids:
        response = render(request, "chats/_deleted.html", {"said": said.format(count=count)})
        return trigger_client_event(response, "chats-deleted")
    return _go(request, reverse("home"))


def _go(request: Request, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
