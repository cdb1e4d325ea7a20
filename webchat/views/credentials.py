"""Somebody's own token for the chat API: connect the account, connect it again, disconnect."""

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from webchat import audit, connection
from webchat.chats import saved
from webchat.credentials import connecting, store
from webchat.credentials.connecting import Expired
from webchat.forms.credentials import TokenForm
from webchat.models import Action, Outcome
from webchat.oauth.errors import OAuthError, Refused, Unanswered
from webchat.requests import Request
from webchat.secret import Secret
from webchat.upstream.errors import UpstreamError
from webchat.views.account import onward

EXPIRED = gettext_lazy("This was begun too long ago, or in another browser. Connect again.")
DENIED = gettext_lazy("You have not allowed it, so your account is not connected.")
SILENT = gettext_lazy("The assistant does not answer. Try again in a moment.")
UNTRUSTED = gettext_lazy("The assistant could not be connected. Tell an administrator.")
NOT_ACCEPTED = gettext_lazy("The assistant did not accept this token. It may have expired or lack the chat scope.")

OAUTH, PASTED = "personal-oauth", "personal-token"  # values of CREDENTIAL_KIND

logger = logging.getLogger(__name__)

View = Callable[[Request], Coroutine[Any, Any, HttpResponse]]


def where_tokens_are(*kinds: str) -> Callable[[View], View]:
    """A view that there is only with these kinds of tokens."""

    def decorated(view: View) -> View:
        @wraps(view)
        async def guarded(request: Request) -> HttpResponse:
            if settings.CREDENTIAL_KIND not in kinds:
                raise Http404
            return await view(request)

        return guarded

    return decorated


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
@where_tokens_are(OAUTH, PASTED)
async def show(request: Request) -> HttpResponse:
    """Whether the account is connected, and the way to connect it; with a token that was pasted, connect it."""
    if settings.CREDENTIAL_KIND == PASTED:
        form = TokenForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and (reason := await _why_not(form.cleaned_data["token"])):
            form.add_error("token", reason)
        if form.is_valid():
            return await _connected(request, store.Tokens(form.cleaned_data["token"]), onward(request))
        return await _page(request, form=form, status=422 if form.is_bound else 200)
    return await _page(request)


@require_GET
@where_tokens_are(OAUTH)
async def leave(request: Request) -> HttpResponse:
    """To the authorization server. From a link: a form may not lead anywhere else."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return redirect("credential")  # nobody is sent on the way from another site
    try:
        address = await connecting.begin(
            connection.http(), request.user, request.session, _way_back(request), onward(request)
        )
    except OAuthError as error:
        return await _failed(request, error)
    return HttpResponseRedirect(address)


@require_GET
@where_tokens_are(OAUTH)
async def come_back(request: Request) -> HttpResponse:
    """From the authorization server."""
    try:
        tokens, page = await connecting.finish(
            connection.http(), request.user, request.session, _way_back(request), request.GET.dict()
        )
    except OAuthError as error:
        await audit.record(request, Action.CONNECTED, outcome=Outcome.FAILED)
        return await _failed(request, error)
    return await _connected(request, tokens, page)


@require_POST
@where_tokens_are(OAUTH, PASTED)
async def disconnect(request: Request) -> HttpResponse:
    await audit.record(request, Action.DISCONNECTED)
    await connecting.disconnect(connection.http(), request.user)
    saved.forget(request.user)
    return redirect("credential")


async def _connected(request: Request, tokens: store.Tokens, page: str) -> HttpResponse:
    await audit.record(request, Action.CONNECTED)
    await connecting.replace(connection.http(), request.user, tokens)
    saved.forget(request.user)
    return HttpResponseRedirect(page)


async def _page(request: Request, *, failure: object = "", status: int = 200, **context: object) -> HttpResponse:
    kept = await store.get(request.user.pk)
    is_connected = kept is not None and not kept.is_refused
    has_ended = kept is not None and kept.is_refused
    wants_form = bool(failure) or status != 200 or "replace" in request.GET  # noqa: PLR2004
    template = "credentials/connected.html" if is_connected and not wants_form else "credentials/connect.html"
    context |= {"failure": failure, "kept": kept, "has_ended": has_ended, "next": onward(request)}
    return render(request, template, context, status=status)


async def _failed(request: Request, error: OAuthError) -> HttpResponse:
    """Words of ours; what the server said is in no page."""
    logger.warning("user %s was not connected: %s, %s", request.user.pk, type(error).__name__, error.detail)
    match error:
        case Expired() | Refused(code="invalid_grant"):
            return await _page(request, failure=EXPIRED, status=400)
        case Refused(code="access_denied"):
            return await _page(request, failure=DENIED, status=403)
        case Unanswered():
            return await _page(request, failure=SILENT, status=503)
    return await _page(request, failure=UNTRUSTED, status=502)


async def _why_not(token: Secret) -> str:
    """Why the chat API does not take it; empty if it does."""
    try:
        await connection.client_with(token).chats()
    except UpstreamError as error:
        return gettext(error.sentence) if error.temporary else str(NOT_ACCEPTED)
    return ""


def _way_back(request: Request) -> str:
    """As it is entered at the authorization server, which compares it letter by letter."""
    return request.build_absolute_uri(reverse("credential_back"))
