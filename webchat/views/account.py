"""Signing in and out."""

from django.contrib.auth import aauthenticate, alogin, alogout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from webchat.forms.account import SignInForm
from webchat.models import User
from webchat.replies import temporary

PAGE = "account/sign_in.html"
REFUSED = gettext_lazy("This e-mail address and password do not belong together. Check both and try again.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
async def sign_in(request: HttpRequest) -> HttpResponse:
    onward = _onward(request)
    if request.method != "POST":
        return render(request, PAGE, {"form": SignInForm(), "next": onward})
    form = SignInForm(request.POST)
    if form.is_valid():
        user = await aauthenticate(request, **form.cleaned_data)
        if user is not None:
            await alogin(request, user)
            return HttpResponseRedirect(onward)
        # The same words for an unknown address, a wrong password and a deactivated account: nobody learns which.
        form.add_error(None, REFUSED)
    return render(request, PAGE, {"form": form, "next": onward}, status=422)


@login_not_required
@require_POST
async def sign_out(request: HttpRequest) -> HttpResponse:
    user = await request.auser()
    if isinstance(user, User):
        await temporary.leave_all(user)
    await alogout(request)
    return redirect("sign_in")


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in; never to another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else resolve_url("/")
