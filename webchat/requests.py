"""A request as it reaches a view: with what the middleware has found out about it."""

from asgiref.sync import SyncToAsync, sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.http import Http404, HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from webchat.models import User

LONGEST_ID = 200  # characters


class AnyRequest(HttpRequest):
    htmx: HtmxDetails
    user: User | AnonymousUser


class Request(AnyRequest):
    """The ordinary case: every view that is not marked `@login_not_required` is only called with a user."""

    user: User


def chat_of(data: QueryDict) -> str:
    """The id of the chat that a query or a form names, empty for one that is not begun. Raises Http404 for what no
    upstream would give a chat as its id, and no database could look up."""
    chat_id = data.get("chat", "")
    if len(chat_id) > LONGEST_ID or "\0" in chat_id:
        raise Http404
    return chat_id


async def let_go() -> None:
    """For a view that is about to take long: it keeps neither its connection to the database nor the thread that Django
    has for it until a request ends. Whoever asks the database again gets others."""
    await sync_to_async(connections.close_all)()
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context and (executor := SyncToAsync.context_to_thread_executor.pop(context, None)):
        executor.shutdown(wait=False)
