"""Where somebody is signed in, and ending it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from webchat import audit
from webchat.accounts import sessions
from webchat.models import Action
from webchat.requests import Request


@require_safe
async def index(request: Request) -> HttpResponse:
    """Where one is signed in."""
    context = {"sessions": await sessions.of(request.user), "here": request.session.session_key}
    return render(request, "account/sessions.html", context)


@require_POST
async def end(request: Request, session_id: UUID) -> HttpResponse:
    """Sign out in one other browser."""
    session = await sessions.own(request.user, session_id)
    if session is None:
        raise Http404
    await audit.record(request, Action.SESSION_ENDED, session_id)
    await session.adelete()
    return redirect(reverse("sessions", query={"ended": ""}))


@require_POST
async def end_others(request: Request) -> HttpResponse:
    """Sign out in all other browsers."""
    others = [each for each in await sessions.of(request.user) if each.session_key != request.session.session_key]
    await audit.record(request, Action.SESSION_ENDED, *(each.public_id for each in others))
    await sessions.end_all(request.user, but=request.session.session_key)
    return redirect(reverse("sessions", query={"ended": ""}))
