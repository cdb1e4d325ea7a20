"""To the chat API's authorization server, and back from it with tokens for somebody's own account."""

import logging

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from webchat import audit, connection
from webchat.credentials import connecting
from webchat.credentials.connecting import Expired
from webchat.models import Action, Outcome
from webchat.oauth.errors import OAuthError, Refused, Unanswered
from webchat.requests import Request
from webchat.views.account import onward
from webchat.views.credentials import OAUTH, connected, page, where_tokens_are

EXPIRED = gettext_lazy("This was begun too long ago, or in another browser. Connect again.")
DENIED = gettext_lazy("You have not allowed it, so your account is not connected.")
SILENT = gettext_lazy("The assistant does not answer. Try again in a moment.")
UNTRUSTED = gettext_lazy("The assistant could not be connected. Tell an administrator.")

logger = logging.getLogger(__name__)


@require_GET
@where_tokens_are(OAUTH)
async def leave(request: Request) -> HttpResponse:
    """From a link: a form may not lead anywhere else."""
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
    try:
        tokens, onward_to = await connecting.finish(
            connection.http(), request.user, request.session, _way_back(request), request.GET.dict()
        )
    except OAuthError as error:
        await audit.record(request, Action.CONNECTED, outcome=Outcome.FAILED)
        return await _failed(request, error)
    return await connected(request, tokens, onward_to)


async def _failed(request: Request, error: OAuthError) -> HttpResponse:
    """Words of ours; what the server said is in no page."""
    logger.warning("user %s was not connected: %s, %s", request.user.pk, type(error).__name__, error.detail)
    match error:
        case Expired() | Refused(code="invalid_grant"):
            return await page(request, failure=EXPIRED, status=400)
        case Refused(code="access_denied"):
            return await page(request, failure=DENIED, status=403)
        case Unanswered():
            return await page(request, failure=SILENT, status=503)
    return await page(request, failure=UNTRUSTED, status=502)


def _way_back(request: Request) -> str:
    """As it is entered at the authorization server, which compares it letter by letter."""
    return request.build_absolute_uri(reverse("credential_back"))
