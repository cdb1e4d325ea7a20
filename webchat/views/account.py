"""Signing in and out, sessions, passwords, and what somebody prefers."""

from datetime import timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import alogin, alogout, aupdate_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from webchat import audit
from webchat.accounts import browsers, passwords, sessions, signing_in
from webchat.accounts.tries import TooManyTries
from webchat.forms.account import NewPasswordForm, PasswordForm, PreferencesForm, SignInForm
from webchat.models import Action, User
from webchat.replies import temporary
from webchat.replies.store import CHOICE_KEPT, DRAFT_KEPT, KEY_KEPT
from webchat.requests import AnyRequest, Request
from webchat.templatetags.words import duration

PAGE = "account/sign_in.html"
REFUSED = gettext_lazy("This e-mail address and password do not belong together. Check both and try again.")
COMPANY_ONLY = gettext_lazy("Sign in with your company account.")
TOO_MANY = gettext_lazy("Too many tries. Try again in %(time)s.")


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
            form.add_error(None, _words_of(error))
            return _later(sign_in_page(request, form=form, status=429), error)
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


def _words_of(error: TooManyTries) -> str:
    return TOO_MANY % {"time": duration(timedelta(seconds=error.seconds))}


def _later(response: HttpResponse, error: TooManyTries) -> HttpResponse:
    response.headers["Retry-After"] = str(error.seconds)
    return response


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


@require_safe
async def session_list(request: Request) -> HttpResponse:
    """Where one is signed in."""
    context = {"sessions": await sessions.of(request.user), "here": request.session.session_key}
    return render(request, "account/sessions.html", context)


@require_POST
async def end_session(request: Request, session_id: UUID) -> HttpResponse:
    """Sign out in one other browser."""
    session = await sessions.own(request.user, session_id)
    if session is None:
        raise Http404
    await audit.record(request, Action.SESSION_ENDED, session_id)
    await session.adelete()
    return redirect(reverse("sessions", query={"ended": ""}))


@require_POST
async def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out in all other browsers."""
    others = [each for each in await sessions.of(request.user) if each.session_key != request.session.session_key]
    await audit.record(request, Action.SESSION_ENDED, *(each.public_id for each in others))
    await sessions.end_all(request.user, but=request.session.session_key)
    return redirect(reverse("sessions", query={"ended": ""}))


@require_http_methods(["GET", "HEAD", "POST"])
async def password(request: Request) -> HttpResponse:
    """Change it, and sign out everywhere else."""
    if not (settings.LOCAL_SIGN_IN and request.user.has_usable_password()):  # signs in with the company
        raise Http404
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    context = {"form": form}
    if await _is_valid(form):
        try:
            is_right = await passwords.is_own(request.user, form.cleaned_data["current"])
        except TooManyTries as error:
            form.add_error(None, _words_of(error))
            return _later(render(request, "account/password.html", context, status=429), error)
        if is_right:
            await audit.record(request, Action.PASSWORD_CHANGED, request.user.pk)
            await passwords.set_password(request.user, form.cleaned_data["new"], here=request.session.session_key)
            await aupdate_session_auth_hash(request, request.user)
            return redirect(reverse("password", query={"saved": ""}))
        form.add_error("current", gettext("This is not your current password."))
    return render(request, "account/password.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
async def set_password(request: AnyRequest, user_id: int) -> HttpResponse:
    """By a link that an administrator has handed over. Its token is in the query: a log tells the path."""
    person = await passwords.user_of_link(user_id, request.GET.get("token", ""))
    if person is None:
        return render(request, "account/link_over.html", status=404)
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if await _is_valid(form):
        await audit.record(request, Action.PASSWORD_CHANGED, person.pk, by=person)
        await passwords.set_password(person, form.cleaned_data["new"])
        return redirect(reverse("sign_in", query={"set": ""}))
    context = {"form": form, "person": person}
    return render(request, "account/set_password.html", context, status=422 if form.is_bound else 200)


async def _is_valid(form: NewPasswordForm) -> bool:
    """Django's list of common passwords is long, and lies on the disk."""
    return await sync_to_async(form.is_valid, thread_sensitive=False)()


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
    context = {"form": form, "has_password": settings.LOCAL_SIGN_IN and user.has_usable_password(), **kept}
    return render(request, "account/preferences.html", context, status=status)


def onward(request: HttpRequest) -> str:
    """Where to go after signing in; never to another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else resolve_url("/")
