"""To the company's sign-in, and back from it."""

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import alogin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from webchat import audit
from webchat.accounts import signing_in, tries
from webchat.accounts.tries import TooManyTries
from webchat.company import attempts
from webchat.company.errors import NotSignedIn
from webchat.company.people import account_of, person_of
from webchat.company.sign_in import sign_in
from webchat.models import Action, Outcome
from webchat.oauth.code import Attempt
from webchat.requests import AnyRequest
from webchat.views.account import onward, sign_in_page
from webchat.views.passwords import later, words_of

logger = logging.getLogger(__name__)

View = Callable[[AnyRequest], Coroutine[Any, Any, HttpResponse]]


def at_the_door(view: View) -> View:
    """Whoever is not let in learns why on the page to sign in. Without company sign-in there is no such door."""

    @wraps(view)
    async def guarded(request: AnyRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        try:
            return await view(request)
        except NotSignedIn as error:
            return _told(request, error)
        except TooManyTries as error:
            return later(sign_in_page(request, failure=words_of(error), status=429), error)

    return guarded


@login_not_required
@require_GET
@at_the_door
async def leave(request: AnyRequest) -> HttpResponse:
    await tries.take(signing_in.ways_to_company(request))
    attempt = Attempt()
    address = await sign_in().address(_way_back(request), attempt)
    await attempts.keep(request.session, attempt, onward(request))
    return HttpResponseRedirect(address)


@login_not_required
@require_GET
@at_the_door
async def come_back(request: AnyRequest) -> HttpResponse:
    journey = await attempts.end(request.session, request.GET.get("state", ""))
    try:
        claims = await sign_in().claims(_way_back(request), journey.attempt, request.GET.dict())
        account = await account_of(person_of(claims))
    except NotSignedIn as error:
        await audit.record(request, Action.SIGNED_IN, outcome=error.outcome, by=error.user or AnonymousUser())
        return _told(request, error, journey.onward)
    for change, outcome in account.changes:
        await audit.record(request, change, account.user.pk, outcome=outcome, by=account.user)
        if outcome != Outcome.OK:
            logger.warning("company sign-in: person %s stays an administrator, being the last one", account.user.pk)
    await audit.record(request, Action.SIGNED_IN, by=account.user)
    await tries.give_back(signing_in.ways_to_company(request))
    await request.session.aset_expiry(None)  # that of a stranger was short
    await alogin(request, account.user)
    return HttpResponseRedirect(journey.onward)


def _told(request: HttpRequest, error: NotSignedIn, after: str = "") -> HttpResponse:
    logger.warning("company sign-in: %s, %s", type(error).__name__, error)
    return sign_in_page(request, failure=error.sentence, after=after, status=error.status)


def _way_back(request: HttpRequest) -> str:
    """As it is entered at the provider, which compares it letter by letter."""
    return request.build_absolute_uri(reverse("company_back"))
