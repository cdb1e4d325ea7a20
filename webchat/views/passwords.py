"""Passwords of local accounts: a new one for the old one, or the first one by a link."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import aupdate_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from webchat import audit
from webchat.accounts import passwords
from webchat.accounts.tries import TooManyTries
from webchat.forms.account import NewPasswordForm, PasswordForm
from webchat.models import Action
from webchat.requests import AnyRequest, Request
from webchat.templatetags.words import duration

TOO_MANY = gettext_lazy("Too many tries. Try again in %(time)s.")


@require_http_methods(["GET", "HEAD", "POST"])
async def change(request: Request) -> HttpResponse:
    """Change it, and sign out everywhere else."""
    if not (settings.LOCAL_SIGN_IN and request.user.has_usable_password()):  # signs in with the company
        raise Http404
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    context = {"form": form}
    if await _is_valid(form):
        try:
            is_right = await passwords.is_own(request.user, form.cleaned_data["current"])
        except TooManyTries as error:
            form.add_error(None, words_of(error))
            return later(render(request, "account/password.html", context, status=429), error)
        if is_right:
            await audit.record(request, Action.PASSWORD_CHANGED, request.user.pk)
            await passwords.set_password(request.user, form.cleaned_data["new"], here=request.session.session_key)
            await aupdate_session_auth_hash(request, request.user)
            return redirect(reverse("password", query={"saved": ""}))
        form.add_error("current", gettext("This is not your current password."))
    return render(request, "account/password.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
async def create(request: AnyRequest, user_id: int) -> HttpResponse:
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


def words_of(error: TooManyTries) -> str:
    return TOO_MANY % {"time": duration(timedelta(seconds=error.seconds))}


def later(response: HttpResponse, error: TooManyTries) -> HttpResponse:
    response.headers["Retry-After"] = str(error.seconds)
    return response
