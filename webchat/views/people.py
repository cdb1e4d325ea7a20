"""For administrators: who may sign in, and who administers."""

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from webchat import audit
from webchat.accounts import passwords, people
from webchat.accounts.people import AddressTaken
from webchat.forms.people import ChangeForm, PersonForm, SearchForm
from webchat.models import Action, User
from webchat.requests import Request
from webchat.views.access import administrator_required

MOST = 100  # people on the page; of more one searches
CHANGES = {
    "deactivate": (people.deactivate, Action.PERSON_DEACTIVATED),
    "reactivate": (people.reactivate, Action.PERSON_REACTIVATED),
    "make-administrator": (people.make_administrator, Action.MADE_ADMINISTRATOR),
    "make-employee": (people.make_employee, Action.MADE_EMPLOYEE),
}


@require_safe
@administrator_required
async def index(request: Request) -> HttpResponse:
    await audit.record(request, Action.PEOPLE_VIEWED)
    form = SearchForm(request.GET)
    found = people.search(form.cleaned_data["q"] if form.is_valid() else "")
    context = {
        "form": form,
        "may_add": settings.LOCAL_SIGN_IN,
        "people": [person async for person in found[:MOST]],
        "count": await found.acount(),
    }
    return render(request, "people/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
async def add(request: Request) -> HttpResponse:
    """Answers with the link by which the person sets a password: it is shown now and never again."""
    if not settings.LOCAL_SIGN_IN:
        raise Http404
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = await people.add(**form.cleaned_data)
        except AddressTaken:
            form.add_error("email", gettext("There is an account with this address already."))
        else:
            await audit.record(request, Action.PERSON_ADDED, person.pk)
            return _with_link(request, person)
    return render(request, "people/add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@administrator_required
async def show(request: Request, person_id: int) -> HttpResponse:
    person = await _person(person_id)
    await audit.record(request, Action.PEOPLE_VIEWED, person.pk)
    context = {
        "person": person,
        "may_have_link": await passwords.may_have_link(person),
        "may_have_password": await passwords.may_have_one(person),
    }
    return render(request, "people/show.html", context)


@require_POST
@administrator_required
async def change(request: Request, person_id: int) -> HttpResponse:
    person, form = await _person(person_id), ChangeForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    if person == request.user:
        raise PermissionDenied
    make, action = CHANGES[form.cleaned_data["change"]]
    await audit.record(request, action, person.pk)
    await make(request.user, person)
    return redirect(reverse("person", args=[person.pk], query={"saved": ""}))


@require_POST
@administrator_required
async def link(request: Request, person_id: int) -> HttpResponse:
    """A new link, for somebody who has forgotten their password or lost the link."""
    person = await _person(person_id)
    if not await passwords.may_have_link(person):
        raise Http404
    await audit.record(request, Action.PASSWORD_LINK_MADE, person.pk)
    return _with_link(request, person)


def _with_link(request: Request, person: User) -> HttpResponse:
    path = reverse("set_password", args=[person.pk], query={"token": passwords.token_for(person)})
    context = {"person": person, "address": request.build_absolute_uri(path), "kept": passwords.LINK_KEPT}
    return render(request, "people/link.html", context)


async def _person(person_id: int) -> User:
    person = await User.objects.filter(pk=person_id).afirst()
    if person is None:
        raise Http404
    return person
