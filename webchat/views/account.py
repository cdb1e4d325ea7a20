"""Signing in and out, and what somebody prefers."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import alogin, alogout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from webchat import audit
from webchat.accounts import browsers, signing_in
from webchat.accounts.tries import TooManyTries
from webchat.connection import capabilities
from webchat.forms.account import PreferencesForm, SignInForm
from webchat.models import Action, User
from webchat.replies import temporary
from webchat.replies.store import CHOICE_KEPT, DRAFT_KEPT, KEY_KEPT
from webchat.requests import AnyRequest, Request
from webchat.views.passwords import later, words_of

PAGE = "account/sign_in.html"
REFUSED = gettext_lazy("This e-mail address and password do not belong together. Check both and try again.")
COMPANY_ONLY = gettext_lazy("Sign in with your company account.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
async def sign_in(request: AnyRequest) -> HttpResponse:
    if request.method != "POST":
        return sign_in_page(request)
    if not settings.LOCAL_SIGN_IN:
        return sign_in_page(request, failure=COMPANY_ONLY, status=403)
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            user = await signing_in.authenticate(request, **form.cleaned_data)
        except TooManyTries as error:
            form.add_error(None, words_of(error))
            return later(sign_in_page(request, form=form, status=429), error)
        if user is not None:
            await audit.record(request, Action.SIGNED_IN, by=user)
            await alogin(request, user)
            response = HttpResponseRedirect(onward(request))
            browsers.remember(request, response, user.email)
            return response
        # The same words for an unknown address, a wrong password and a deactivated account: nobody learns which.
        form.add_error(None, REFUSED)
        await audit.record_refused_sign_in(request, form.cleaned_data["email"])
    return sign_in_page(request, form=form, status=422)


def sign_in_page(
    request: HttpRequest,
    *,
    form: SignInForm | None = None,
    failure: str | Promise = "",
    after: str = "",
    status: int = 200,
) -> HttpResponse:
    """`failure` is why company sign-in did not let somebody in, `after` where they go if they try again."""
    form = form or SignInForm()
    form.fields["email"].widget.attrs["autofocus"] = not settings.OIDC_ISSUER  # the company comes first
    context = {
        "form": form if settings.LOCAL_SIGN_IN else None,
        "has_company": bool(settings.OIDC_ISSUER),
        "failure": failure,
        "next": after or onward(request),
    }
    return render(request, PAGE, context, status=status)


@login_not_required
@require_POST
async def sign_out(request: AnyRequest) -> HttpResponse:
    user = await request.auser()
    if isinstance(user, User):
        await audit.record(request, Action.SIGNED_OUT)
        await temporary.leave_all(user)
    await alogout(request)
    return redirect("sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
async def preferences(request: Request) -> HttpResponse:
    user = request.user
    now = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(user, name, value)
        await user.asave(update_fields=list(form.cleaned_data))
        return redirect(reverse("preferences", query={"saved": ""}))
    kept = {
        "replies_kept": timedelta(seconds=settings.REPLIES_KEPT),
        "undo_kept": timedelta(seconds=settings.UNDO_SECONDS),
        "drafts_kept": DRAFT_KEPT,
        "keys_kept": KEY_KEPT,
        "choices_kept": CHOICE_KEPT,
        "audit_kept": timedelta(days=settings.AUDIT_DAYS),
        "session_kept": timedelta(seconds=settings.SESSION_COOKIE_AGE),
        "session_idle": timedelta(seconds=settings.SESSION_IDLE),
        "browser_kept": timedelta(seconds=browsers.KEPT),
    }
    status = 422 if form.is_bound else 200
    has_password = settings.LOCAL_SIGN_IN and user.has_usable_password()
    context = {"form": form, "has_password": has_password, "capabilities": capabilities(), **kept}
    return render(request, "account/preferences.html", context, status=status)


def onward(request: HttpRequest) -> str:
    """Where to go after signing in; never to another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # From there it goes on to another host, and our policy lets no form lead to one: to the page with its link.
    page, link = reverse("credential"), reverse("credential_leave")
    return wanted.replace(link, page, 1) if ours else resolve_url("/")
