"""A request as it reaches a view: with what the middleware has found out about it."""

from django.contrib.auth.models import AnonymousUser
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
    upstream would give a chat as its id, and no URL could name or database look up."""
    chat_id = data.get("chat", "")
    if len(chat_id) > LONGEST_ID or set("/\0") & set(chat_id):
        raise Http404
    return chat_id


def page_of(request: AnyRequest) -> str:
    """The path of the page that htmx asks from, with its query; empty if that is no address of ours."""
    try:
        return request.htmx.current_url_abs_path or ""
    except ValueError:
        return ""
