"""The pages Django asks for by itself when something is wrong with a request, or with us."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django_htmx.http import reswap, retarget

from webchat import requests
from webchat.replies.limits import LimitReached
from webchat.requests import AnyRequest
from webchat.upstream.errors import NotConnected, UpstreamError


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What happened, and what to do; translated where it is shown."""

    status: int
    title: str
    sentence: str
    advice: str


def words_of(error: UpstreamError | LimitReached) -> str:
    """In one line, for the field of a form."""
    return f"{gettext(error.sentence)} {gettext(error.advice)}"


def notice(request: HttpRequest, error: Problem | UpstreamError) -> HttpResponse:
    """A fragment for htmx, in the page's own place for it: whatever was to be swapped stays as it is."""
    connect = _connecting(request) if isinstance(error, NotConnected) else ""
    context = {"error": error, "connect": connect}
    response = render(request, "errors/_upstream.html", context, status=error.status)
    return retarget(reswap(response, "innerHTML"), "#notice")


def _connecting(request: HttpRequest) -> str:
    """Where one connects, and comes back from to the page that htmx asked from."""
    page = requests.page_of(cast(AnyRequest, request))
    return reverse("credential", query={"next": page} if page else None)


def page_of(problem: Problem, template: str = "") -> Callable[..., HttpResponse]:
    """A view; for htmx, which would put a whole page into the middle of another, only the notice."""
    template = template or f"errors/{problem.status}.html"

    def view(request: HttpRequest, *_reason: object, **_named_reason: object) -> HttpResponse:
        # What goes wrong early, such as a wrong host name, comes before htmx is known.
        if getattr(request, "htmx", False):
            return notice(request, problem)
        return render(request, template, asdict(problem), status=problem.status)

    return view


bad_request = page_of(
    Problem(
        status=400,
        title=gettext_noop("Request not understood"),
        sentence=gettext_noop("Your browser sent something that could not be read."),
        advice=gettext_noop("Go back, reload the page and try again."),
    )
)
forbidden = page_of(
    Problem(
        status=403,
        title=gettext_noop("Not allowed"),
        sentence=gettext_noop("Your account may not open this page."),
        advice=gettext_noop("If you need it, ask an administrator."),
    )
)
FORM_EXPIRED = Problem(
    status=403,
    title=gettext_noop("Form expired"),
    sentence=gettext_noop("This form has expired."),
    advice=gettext_noop("Nothing was changed, and what you wrote is not lost: reload the page and send it again."),
)


def form_expired(request: HttpRequest, **_reason: object) -> HttpResponse:
    return _not_taken(request, FORM_EXPIRED)


SESSION_ENDED = Problem(
    status=401,
    title=gettext_noop("Signed out"),
    sentence=gettext_noop("Sign in again to continue."),
    advice=gettext_noop(
        "Your session has ended. Nothing was changed, and what you wrote is not lost: copy it, sign in and send it."
    ),
)


def session_ended(request: HttpRequest) -> HttpResponse:
    return _written_back(request, SESSION_ENDED)


CHAT_GONE = Problem(
    status=404,
    title=gettext_noop("This chat is no longer there"),
    sentence=gettext_noop("This chat is no longer there. It was deleted or is not shared with you."),
    advice=gettext_noop("Nothing was sent, and what you wrote is not lost: copy it into a new chat."),
)


def chat_gone(request: HttpRequest) -> HttpResponse:
    return _not_taken(request, CHAT_GONE)


def _not_taken(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Without JavaScript the page that was written on is gone: this one gives back what was written."""
    return notice(request, problem) if getattr(request, "htmx", False) else _written_back(request, problem)


def _written_back(request: HttpRequest, problem: Problem, *, connect: bool = False) -> HttpResponse:
    context = asdict(problem) | {"written": request.POST.get("prompt", ""), "connect": connect}
    return render(request, "errors/unsent.html", context, status=problem.status)


NOT_CONNECTED = Problem(
    status=NotConnected.status,
    title=gettext_noop("Not connected"),
    sentence=NotConnected.sentence,
    advice=gettext_noop("What you wrote was not sent, and is not lost: copy it, connect your account and send it."),
)


def not_connected(request: HttpRequest) -> HttpResponse:
    """To the page to connect, and back from there; whoever has sent something is told what became of it."""
    if request.method == "POST":
        return _written_back(request, NOT_CONNECTED, connect=True)
    return redirect(reverse("credential", query={"next": request.get_full_path()}))


not_found = page_of(
    Problem(
        status=404,
        title=gettext_noop("Not found"),
        sentence=gettext_noop("There is nothing at this address."),
        advice=gettext_noop("It was deleted, or the link is not complete."),
    )
)
broken = page_of(
    Problem(
        status=500,
        title=gettext_noop("Something went wrong"),
        sentence=gettext_noop("This page could not be made."),
        advice=gettext_noop("Try again in a moment. If it happens again, tell an administrator."),
    )
)
