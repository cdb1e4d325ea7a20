"""Which page htmx asks from, what comes over it, and going to another one."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from webchat.requests import Request, page_of

AFTER_PATH = re.compile("[?#]")


def chat_on_the_page(request: Request) -> str:
    """The id of the chat that the page shows; empty if it shows none."""
    page = _page(request)
    return str(page.kwargs.get("chat_id", "")) if page else ""


def is_at_a_new_chat(request: Request) -> bool:
    page = _page(request)
    return page is not None and page.view_name == "home"


def _page(request: Request) -> ResolverMatch | None:
    try:
        return resolve(AFTER_PATH.split(page_of(request), maxsplit=1)[0])
    except Resolver404:
        return None


def go(request: Request, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def dialog(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of its own; over the page that is there, the part of it that fills the dialog."""
    template = f"{template}#dialog" if request.htmx else template
    return retarget(reswap(render(request, template, context, status=status), "innerHTML"), "#dialog")
