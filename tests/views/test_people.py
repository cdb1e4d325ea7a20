"""Who may sign in, and who administers."""

import re
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.management.commands import changepassword
from django.core.management import call_command
from django.test import AsyncClient

from tests.conftest import PASSWORD
from webchat.models import Action, AuditEvent, Identity, Session, User
from webchat.views import people

PEOPLE = "/people/"
NEW = "/people/new/"
GRACE = {"email": "Grace@Example.com", "name": "Grace Guest"}
WORDS = "a mast with seven ropes"


@pytest.fixture
async def office(async_client: AsyncClient, admin: User) -> AsyncClient:
    """The administrator's browser."""
    await async_client.aforce_login(admin)
    return async_client


def link_in(page: str) -> str:
    match = re.search(r"http://testserver(/account/set-password/[^<]+)<", page)
    assert match
    return match[1]


# --- for whom -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PEOPLE, NEW, "/people/1/"])
async def test_no_page_is_for_employees(address: str, signed_in: AsyncClient, stranger: User):
    response = await signed_in.get(address)
    assert response.status_code == 403
    assert stranger.email not in response.text


async def test_an_employee_changes_nobody(signed_in: AsyncClient, stranger: User, employee: User):
    for person in (stranger, employee):
        for change in people.CHANGES:
            assert (await signed_in.post(f"/people/{person.pk}/change/", {"change": change})).status_code == 403
        assert (await signed_in.post(f"/people/{person.pk}/link/")).status_code == 403
    assert (await signed_in.post(NEW, GRACE)).status_code == 403
    assert await User.objects.filter(is_active=True, is_staff=False).acount() == await User.objects.acount() == 2


@pytest.mark.parametrize("address", [PEOPLE, NEW, "/people/1/"])
async def test_whoever_is_not_signed_in_is_sent_to_sign_in(address: str, async_client: AsyncClient, db: None):
    assert (await async_client.get(address))["Location"] == f"/account/sign-in/?next={address}"


@pytest.mark.parametrize("address", ["change/", "link/"])
async def test_a_link_changes_nobody(office: AsyncClient, employee: User, address: str):
    assert (await office.get(f"/people/{employee.pk}/{address}")).status_code == 405


# --- the list -----------------------------------------------------------------------------------------------------


async def test_the_list_shows_state_role_and_address_of_everybody(office: AsyncClient, employee: User):
    employee.is_active = employee.address_verified = False
    await employee.asave()
    page = (await office.get(PEOPLE)).text
    for words in ("Erin Employee", "erin@example.com", "Deactivated", "Not verified", "Administrator", "2 people"):
        assert words in page


@pytest.mark.parametrize(("words", "found"), [("ERIN", 1), ("example.com", 2), ("admin", 1), ("nobody", 0), (" ", 2)])
async def test_people_are_found_by_name_and_address(office: AsyncClient, employee: User, words: str, found: int):
    assert (await office.get(PEOPLE, {"q": words})).context["count"] == found


@pytest.mark.parametrize("words", ["\0", "x" * 300, "%", "' OR 1=1 --", '"><script>alert(1)</script>'])
async def test_a_search_may_be_for_anything(office: AsyncClient, words: str):
    response = await office.get(PEOPLE, {"q": words})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


async def test_of_very_many_people_the_first_are_shown(office: AsyncClient, employee: User, monkeypatch: Any):
    monkeypatch.setattr(people, "MOST", 1)
    assert "The first 1 of 2 people." in (await office.get(PEOPLE)).text


async def test_a_name_is_text_and_never_markup(office: AsyncClient, employee: User):
    employee.name = "<script>alert(1)</script>"
    await employee.asave()
    for address in (PEOPLE, f"/people/{employee.pk}/"):
        assert "<script>alert" not in (await office.get(address)).text


# --- adding somebody ----------------------------------------------------------------------------------------------


async def test_who_is_added_sets_a_password_by_the_link_and_signs_in(office: AsyncClient):
    link = link_in((await office.post(NEW, GRACE)).text)
    guest = AsyncClient()
    assert "grace@example.com" in (await guest.get(link)).text
    assert (await guest.post(link, {"new": WORDS, "again": WORDS}))["Location"] == "/account/sign-in/?set="
    assert (await guest.post("/account/sign-in/", GRACE | {"password": WORDS})).status_code == 302
    grace = await User.objects.aget(email="grace@example.com")
    assert await AuditEvent.objects.filter(action=Action.PASSWORD_CHANGED, person_id=grace.pk).aexists()
    assert (grace.name, grace.is_staff, grace.address_verified) == ("Grace Guest", False, True)


async def test_before_the_password_is_set_nobody_signs_in(office: AsyncClient):
    await office.post(NEW, GRACE)
    assert not (await User.objects.aget(email="grace@example.com")).has_usable_password()
    assert (await AsyncClient().post("/account/sign-in/", GRACE | {"password": "!"})).status_code == 422


async def test_a_link_works_once(office: AsyncClient):
    link = link_in((await office.post(NEW, GRACE)).text)
    await AsyncClient().post(link, {"new": WORDS, "again": WORDS})
    for response in (
        await AsyncClient().get(link),
        await AsyncClient().post(link, {"new": PASSWORD, "again": PASSWORD}),
    ):
        assert response.status_code == 404
        assert "This link is not valid any more." in response.text
    assert await (await User.objects.aget(email="grace@example.com")).acheck_password(WORDS)


async def test_a_link_is_good_for_nobody_else(office: AsyncClient, employee: User):
    link = link_in((await office.post(NEW, GRACE)).text)
    token = link.partition("?token=")[2]
    assert (await AsyncClient().get(f"/account/set-password/{employee.pk}/?token={token}")).status_code == 404
    assert (await AsyncClient().get(f"/account/set-password/{2**70}/?token={token}")).status_code == 404


async def test_no_log_tells_a_link(office: AsyncClient, caplog: pytest.LogCaptureFixture):
    link = link_in((await office.post(NEW, GRACE)).text)
    await AsyncClient().post(link, {"new": "short", "again": "short"})
    assert "/account/set-password/" in caplog.text
    assert link.partition("?token=")[2] not in caplog.text


async def test_a_link_is_too_old_after_a_while(office: AsyncClient, settings: Any):
    link = link_in((await office.post(NEW, GRACE)).text)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert (await AsyncClient().get(link)).status_code == 404


async def test_a_link_of_somebody_who_was_deactivated_is_not_good(office: AsyncClient, employee: User):
    link = link_in((await office.post(f"/people/{employee.pk}/link/")).text)
    await office.post(f"/people/{employee.pk}/change/", {"change": "deactivate"})
    assert (await AsyncClient().get(link)).status_code == 404
    assert (await office.post(f"/people/{employee.pk}/link/")).status_code == 404


async def test_no_link_sets_the_password_of_an_administrator(office: AsyncClient, admin: User, employee: User):
    await AsyncClient().aforce_login(employee)
    link = link_in((await office.post(f"/people/{employee.pk}/link/")).text)
    await office.post(f"/people/{employee.pk}/change/", {"change": "make-administrator"})
    assert (await AsyncClient().get(link)).status_code == 404
    for person in (employee, admin):
        page = (await office.get(f"/people/{person.pk}/")).text
        assert f"/people/{person.pk}/link/" not in page
        assert "manage.py changepassword" in page
        assert (await office.post(f"/people/{person.pk}/link/")).status_code == 404


async def test_an_administrator_who_has_never_signed_in_gets_theirs_by_a_link(office: AsyncClient):
    link = link_in((await office.post(NEW, GRACE)).text)
    grace = await User.objects.aget(email="grace@example.com")
    await office.post(f"/people/{grace.pk}/change/", {"change": "make-administrator"})
    assert f"/people/{grace.pk}/link/" in (await office.get(f"/people/{grace.pk}/")).text
    assert (await AsyncClient().post(link, {"new": WORDS, "again": WORDS})).status_code == 302


async def test_on_the_server_it_is_set_anew_and_their_sessions_end(office: AsyncClient, admin: User, monkeypatch: Any):
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda *args, **kwargs: WORDS)
    await sync_to_async(call_command)("changepassword", admin.email, stdout=StringIO())
    assert (await office.get("/account/preferences/")).status_code == 302
    assert await (await User.objects.aget(pk=admin.pk)).acheck_password(WORDS)


async def test_a_new_password_by_link_ends_all_sessions(office: AsyncClient, employee: User):
    await AsyncClient().aforce_login(employee)
    link = link_in((await office.post(f"/people/{employee.pk}/link/")).text)
    await AsyncClient().post(link, {"new": WORDS, "again": WORDS})
    assert not await Session.objects.filter(user=employee).aexists()


async def test_the_link_keeps_to_the_rules_for_passwords(office: AsyncClient):
    link = link_in((await office.post(NEW, GRACE)).text)
    response = await AsyncClient().post(link, {"new": "short", "again": "short"})
    assert response.status_code == 422
    assert "too short" in response.text


@pytest.mark.parametrize("email", ["", "erin", "erin@example.com", "ERIN@example.com ", "x" * 300 + "@example.com"])
async def test_an_address_that_is_none_or_taken_is_told(office: AsyncClient, employee: User, email: str):
    before = await User.objects.acount()
    response = await office.post(NEW, {"email": email, "name": "Grace Guest"})
    assert response.status_code == 422
    assert "email" in response.context["form"].errors
    assert 'value="Grace Guest"' in response.text
    assert await User.objects.acount() == before


async def test_nobody_is_added_as_an_administrator(office: AsyncClient):
    await office.post(NEW, GRACE | {"is_staff": "on", "is_superuser": "on", "password": WORDS})
    grace = await User.objects.aget(email="grace@example.com")
    assert (grace.is_staff, grace.is_superuser, grace.has_usable_password()) == (False, False, False)


async def test_whoever_signs_in_with_the_company_gets_no_second_way_in(
    office: AsyncClient, employee: User, settings: Any
):
    settings.OIDC_ISSUER = "https://company.example"
    link = link_in((await office.post(f"/people/{employee.pk}/link/")).text)
    await Identity.objects.acreate(user=employee, issuer=settings.OIDC_ISSUER, subject="erin")
    assert (await AsyncClient().get(link)).status_code == 404
    assert (await office.post(f"/people/{employee.pk}/link/")).status_code == 404
    assert "New link" not in (await office.get(f"/people/{employee.pk}/")).text


async def test_where_local_sign_in_is_off_there_are_no_passwords(office: AsyncClient, employee: User, settings: Any):
    settings.LOCAL_SIGN_IN = False
    assert "Add a person" not in (await office.get(PEOPLE)).text
    for address in (NEW, "/account/password/"):
        assert (await office.get(address)).status_code == 404
    assert (await office.post(f"/people/{employee.pk}/link/")).status_code == 404


# --- changing somebody --------------------------------------------------------------------------------------------


async def test_who_is_deactivated_is_out_at_once(office: AsyncClient, employee: User):
    browser = AsyncClient()
    await browser.aforce_login(employee)
    response = await office.post(f"/people/{employee.pk}/change/", {"change": "deactivate"}, follow=True)
    assert "Saved." in response.text
    assert "Deactivated" in response.text
    assert (await browser.get("/account/preferences/")).status_code == 302
    await office.post(f"/people/{employee.pk}/change/", {"change": "reactivate"})
    assert (await browser.get("/account/preferences/")).status_code == 302
    await employee.arefresh_from_db()
    assert employee.is_active


async def test_an_administrator_is_made_and_unmade(office: AsyncClient, employee: User):
    for change, is_staff in (("make-administrator", True), ("make-employee", False)):
        await office.post(f"/people/{employee.pk}/change/", {"change": change})
        await employee.arefresh_from_db()
        assert employee.is_staff == is_staff


async def test_there_is_no_button_to_change_oneself_and_no_way_either(office: AsyncClient, admin: User):
    page = (await office.get(f"/people/{admin.pk}/")).text
    assert "This is you." in page
    assert f"/people/{admin.pk}/change/" not in page
    for change in people.CHANGES:
        assert (await office.post(f"/people/{admin.pk}/change/", {"change": change})).status_code == 403
    await admin.arefresh_from_db()
    assert (admin.is_active, admin.is_staff) == (True, True)


async def test_what_is_not_offered_is_refused(office: AsyncClient, employee: User):
    assert (await office.post(f"/people/{employee.pk}/change/", {"change": "delete"})).status_code == 400
    assert (await office.post(f"/people/{employee.pk}/change/")).status_code == 400


@pytest.mark.parametrize("address", ["/people/0/", f"/people/{2**70}/", "/people/x/"])
async def test_nobody_is_there_who_does_not_exist(office: AsyncClient, address: str):
    assert (await office.get(address)).status_code == 404
