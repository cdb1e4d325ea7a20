"""A new password for the old one. By a link: tests/views/test_people.py."""

import pytest
from django.test import AsyncClient

from tests.conftest import PASSWORD
from tests.views.conftest import other
from webchat.accounts import signing_in
from webchat.models import Session, User

CHANGE = "/account/password/"
NEW = "a mast with seven ropes"
CHANGED = {"current": PASSWORD, "new": NEW, "again": NEW}


async def test_a_password_is_changed_and_one_stays_signed_in_only_here(
    signed_in: AsyncClient, elsewhere: AsyncClient, employee: User
):
    assert (await signed_in.post(CHANGE, CHANGED))["Location"] == f"{CHANGE}?saved="
    assert (await signed_in.get(CHANGE)).status_code == 200
    assert (await elsewhere.get(CHANGE)).status_code == 302
    assert [session async for session in Session.objects.filter(user=employee)] == [await other(employee)]
    await employee.arefresh_from_db()
    assert await employee.acheck_password(NEW)


async def test_changing_the_password_gives_the_session_a_new_key(signed_in: AsyncClient):
    before = signed_in.cookies["session"].value
    await signed_in.post(CHANGE, CHANGED)
    assert signed_in.cookies["session"].value != before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"current": "wrong"}, "current"),
        ({"current": ""}, "current"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "erin@example.com", "again": "erin@example.com"}, "new"),
        ({"again": "something else altogether"}, "again"),
        ({"new": "\0" * 20, "again": "\0" * 20}, "new"),
        ({"new": "x" * 1025, "again": "x" * 1025}, "new"),
    ],
)
async def test_a_password_that_breaks_a_rule_changes_nothing(
    signed_in: AsyncClient, employee: User, wrong: dict[str, str], field: str
):
    response = await signed_in.post(CHANGE, CHANGED | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert NEW not in response.text
    await employee.arefresh_from_db()
    assert await employee.acheck_password(PASSWORD)


async def test_whoever_finds_a_browser_open_cannot_guess_the_password(signed_in: AsyncClient, employee: User):
    many = signing_in.OWN_PASSWORD.burst
    statuses = [(await signed_in.post(CHANGE, CHANGED | {"current": f"{n}"})).status_code for n in range(many)]
    assert statuses == [422] * many
    response = await signed_in.post(CHANGE, CHANGED)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Too many tries." in response.text


async def test_whoever_signs_in_with_the_company_has_no_password_to_change(signed_in: AsyncClient, employee: User):
    employee.set_unusable_password()
    await employee.asave()
    await signed_in.aforce_login(employee)
    assert (await signed_in.get(CHANGE)).status_code == 404
    assert CHANGE not in (await signed_in.get("/account/preferences/")).text
