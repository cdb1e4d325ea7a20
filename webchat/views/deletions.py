"""Undo, and what stands in the place of a chat that can still be brought back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from webchat import audit
from webchat.deletions import store
from webchat.forms.deletions import UndoForm
from webchat.models import Action, Deletion
from webchat.requests import Request, chat_of
from webchat.upstream.errors import NotFound
from webchat.views.errors import Problem, page_of
from webchat.views.navigation import go, is_at_a_new_chat

GONE = 410


@require_POST
async def undo(request: Request) -> HttpResponse:
    """Bring back what was deleted last. `chat` is the one to go to then, if its page was left."""
    chat_id = chat_of(request.POST)
    form = UndoForm(request.POST)
    undone = await store.undo(request.user, form.cleaned_data["deletion"]) if form.is_valid() else None
    if undone is None:
        return _too_late(request)
    await _record(request, undone)
    leads_back = bool(chat_id) and chat_id in {*undone.chat_ids, undone.left}
    if request.htmx and not (leads_back and is_at_a_new_chat(request)):
        response = render(request, "deletions/_undone.html")
        return trigger_client_event(trigger_client_event(response, "chats-changed"), "files-changed")
    return go(request, reverse("chat", args=[chat_id]) if leads_back else reverse("home"))


async def _record(request: Request, undone: Deletion) -> None:
    if undone.chat_ids:
        await audit.record(request, Action.CHAT_RESTORED, *undone.chat_ids)
    if files := undone.files.all():
        await audit.record(request, Action.FILE_RESTORED, *(file.id for file in files))


def _too_late(request: Request) -> HttpResponse:
    problem = Problem(
        status=409,
        title=gettext("Too late to undo"),
        sentence=gettext("It is too late to undo this."),
        advice=gettext("What you deleted is being removed for good."),
    )
    return page_of(problem, "errors/page.html")(request)


async def instead_of(request: Request, chat_id: str) -> HttpResponse | None:
    """The answer to whoever wants a chat that is deleted, with the way to bring it back; None for any other chat.
    Raises NotFound if it cannot be brought back."""
    hidden = await store.hidden(request.user)
    if chat_id not in hidden.chat_ids:
        return None
    if hidden.last is None or chat_id not in hidden.last.chat_ids:
        raise NotFound
    context = {"deletion": hidden.last, "chat_id": chat_id}
    if not request.htmx:
        return render(request, "deletions/chat.html", context, status=GONE)
    response = render(request, "deletions/_chat.html", context, status=GONE)
    return retarget(reswap(response, "innerHTML"), "#notice")
