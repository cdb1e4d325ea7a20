"""A chat as a file to keep."""

import re
import unicodedata

from asgiref.sync import sync_to_async
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from webchat import audit, headers
from webchat.chats import content
from webchat.connection import client_for
from webchat.models import Action
from webchat.rendering import export
from webchat.requests import Request
from webchat.views import deletions

# How it is made, what it is, and how its name ends.
FORMATS = {
    "markdown": (export.markdown, "text/markdown", "md"),
    "html": (export.html, "text/html", "html"),
    "json": (export.json, "application/json", "json"),
}
LONGEST_NAME = 80  # characters
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


@require_GET
async def download(request: Request, chat_id: str) -> HttpResponse:
    """The whole chat, in the format that `format` names."""
    written, content_type, ending = FORMATS.get(request.GET.get("format", "markdown"), (None, "", ""))
    if written is None:
        raise Http404
    if instead := await deletions.instead_of(request, chat_id):
        return instead
    found = await content.load(request.user, client_for(request.user), chat_id)
    await audit.record(request, Action.CHAT_EXPORTED, chat_id)
    turns = await found.views(found.places)
    file = await sync_to_async(written, thread_sensitive=False)(found.chat, turns, timezone.now())
    disposition = content_disposition_header(as_attachment=True, filename=f"{_name(found.chat.title)}.{ending}")
    told = {"Content-Disposition": disposition or "attachment", "Content-Security-Policy": headers.NO_RIGHTS}
    return HttpResponse(file, content_type=f"{content_type}; charset=utf-8", headers=told)


def _name(title: str) -> str:
    """The title as far as every file system takes it; nothing unseen, which could turn the ending around."""
    seen = "".join(char for char in title if not unicodedata.category(char).startswith("C") or char.isspace())
    return NOT_IN_NAMES.sub(" ", seen)[:LONGEST_NAME].strip(" .") or "chat"
