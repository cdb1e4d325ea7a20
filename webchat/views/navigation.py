"""Which page htmx asks from, and going to another one."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve
from django_htmx.http import HttpResponseClientRedirect

from webchat.requests import Request


def chat_on_the_page(request: Request) -> str:
    """The id of the chat that the page shows; empty if it shows none."""
    page = _page(request)
    return str(page.kwargs.get("chat_id", "")) if page else ""


def is_at_a_new_chat(request: Request) -> bool:
    page = _page(request)
    return page is not None and page.view_name == "home"


def _page(request: Request) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(request.htmx.current_url_abs_path or "").path)
    except Resolver404:
        return None


def go(request: Request, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
