"""Somebody's own account of the chat API: connect it, connect it again, disconnect."""

from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from webchat import audit, connection
from webchat.accounts.tries import TooManyTries
from webchat.chats import saved
from webchat.credentials import chatter, connecting, store
from webchat.credentials.store import Tokens
from webchat.forms.credentials import AccountForm, CredentialForm, TokenForm
from webchat.models import Action, Outcome, User
from webchat.requests import Request
from webchat.secret import Secret
from webchat.upstream.errors import Forbidden, Rejected, TokenRefused, UpstreamError
from webchat.views.account import onward
from webchat.views.passwords import later, words_of

OAUTH, PASTED, ACCOUNT = "personal-oauth", "personal-token", "chatter-account"  # values of CREDENTIAL_KIND

FORMS: Mapping[str, type[CredentialForm]] = {PASTED: TokenForm, ACCOUNT: AccountForm}

View = Callable[[Request], Coroutine[Any, Any, HttpResponse]]


def where_tokens_are(*kinds: str) -> Callable[[View], View]:
    """A view that there is only with these kinds of credentials."""

    def decorated(view: View) -> View:
        @wraps(view)
        async def guarded(request: Request) -> HttpResponse:
            if settings.CREDENTIAL_KIND not in kinds:
                raise Http404
            return await view(request)

        return guarded

    return decorated


@sensitive_post_parameters("token", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@where_tokens_are(OAUTH, PASTED, ACCOUNT)
async def show(request: Request) -> HttpResponse:
    """Whether the account is connected, and the way to connect it; with a form that was filled in, connect it."""
    form = _form(request)
    if form is None or not form.is_valid():
        return await page(request, form=form, status=422 if form and form.is_bound else 200)
    try:
        tokens = await TOKENS_FOR[settings.CREDENTIAL_KIND](request.user, **form.cleaned_data)
    except TooManyTries as error:
        return later(await page(request, form=form, failure=words_of(error), status=429), error)
    except UpstreamError as error:
        return await _not_connected(request, form, error)
    return await connected(request, tokens, onward(request))


@require_POST
@where_tokens_are(OAUTH, PASTED, ACCOUNT)
async def disconnect(request: Request) -> HttpResponse:
    await audit.record(request, Action.DISCONNECTED)
    await connecting.disconnect(connection.http(), request.user)
    saved.forget(request.user)
    return redirect("credential")


async def connected(request: Request, tokens: Tokens, onward_to: str) -> HttpResponse:
    await audit.record(request, Action.CONNECTED)
    await connecting.replace(connection.http(), request.user, tokens)
    saved.forget(request.user)
    return HttpResponseRedirect(onward_to)


async def page(
    request: Request, *, form: CredentialForm | None = None, failure: object = "", status: int = 200
) -> HttpResponse:
    kept = await store.get(request.user.pk)
    is_connected = kept is not None and not kept.is_refused
    if form and kept and kept.is_refused:
        form.initial["name"] = kept.tokens.account
    wants_form = bool(failure) or status != 200 or "replace" in request.GET  # noqa: PLR2004
    template = "credentials/connected.html" if is_connected and not wants_form else "credentials/connect.html"
    context = {"form": form, "failure": failure, "kept": kept, "next": onward(request)}
    return render(request, template, context, status=status)


def _form(request: Request) -> CredentialForm | None:
    make = FORMS.get(settings.CREDENTIAL_KIND)
    return make(request.POST if request.method == "POST" else None) if make else None


async def _not_connected(request: Request, form: CredentialForm, error: UpstreamError) -> HttpResponse:
    """What was typed is wrong, or the chat API cannot say so now."""
    await audit.record(request, Action.CONNECTED, outcome=Outcome.FAILED)
    if isinstance(error, TokenRefused | Forbidden | Rejected):
        return await page(request, form=form, failure=form.refused, status=422)
    return await page(request, form=form, failure=gettext(error.sentence), status=error.status)


async def _pasted(_user: User, token: Secret) -> Tokens:
    """Tried before it is kept."""
    await connection.client_with(token).chats()
    return Tokens(token)


async def _signed_in(user: User, name: str, password: Secret) -> Tokens:
    return await chatter.sign_in(connection.http(), user.pk, name, password)


TOKENS_FOR: Mapping[str, Callable[..., Coroutine[Any, Any, Tokens]]] = {PASTED: _pasted, ACCOUNT: _signed_in}
