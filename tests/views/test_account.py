"""Signing in and out, and what somebody prefers."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD
from webchat.accounts import signing_in
from webchat.models import User

SIGN_IN = "/account/sign-in/"
ERIN = {"email": "erin@example.com", "password": PASSWORD}


async def is_signed_in(browser: AsyncClient) -> bool:
    return await (await browser.asession()).ahas_key("_auth_user_id")


async def test_the_page_is_there_for_everyone(async_client: AsyncClient):
    response = await async_client.get(SIGN_IN, {"next": "/chats/1/"})
    assert response.status_code == 200
    assert response.context["next"] == "/chats/1/"
    assert list(response.context["form"].fields) == ["email", "password"]


async def test_signing_in_leads_to_a_new_chat(async_client: AsyncClient, employee: User):
    response = await async_client.post(SIGN_IN, ERIN)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert await is_signed_in(async_client)


async def test_signing_in_leads_back_to_where_one_came_from(async_client: AsyncClient, employee: User):
    response = await async_client.post(SIGN_IN, {**ERIN, "next": "/chats/1/?page=2"})
    assert response["Location"] == "/chats/1/?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //x.y",
    ],
)
async def test_signing_in_never_leads_elsewhere(async_client: AsyncClient, employee: User, elsewhere: str):
    assert (await async_client.post(SIGN_IN, {**ERIN, "next": elsewhere}))["Location"] == "/"
    assert (await async_client.get(SIGN_IN, {"next": elsewhere})).context["next"] == "/"


async def test_signing_in_leads_to_the_page_to_connect_and_not_on_from_there(async_client: AsyncClient, employee: User):
    """A browser stops a form whose redirects end at another host."""
    response = await async_client.post(SIGN_IN, {**ERIN, "next": "/account/credential/leave/?next=/chats/"})
    assert response["Location"] == "/account/credential/?next=/chats/"


async def test_the_address_may_be_typed_in_any_case(async_client: AsyncClient, employee: User):
    assert (await async_client.post(SIGN_IN, {**ERIN, "email": "Erin@Example.com"})).status_code == 302


async def test_all_refusals_look_alike(async_client: AsyncClient, employee: User, stranger: User):
    stranger.is_active = False
    await stranger.asave()
    wrong_password = {**ERIN, "password": "wrong"}
    unknown = {**ERIN, "email": "nobody@example.com"}
    deactivated = {**ERIN, "email": stranger.email}
    for attempt in (wrong_password, unknown, deactivated):
        response = await async_client.post(SIGN_IN, attempt)
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "__all__": ["This e-mail address and password do not belong together. Check both and try again."]
        }
        assert not await is_signed_in(async_client)


async def test_a_refusal_keeps_the_address_and_not_the_password(async_client: AsyncClient, employee: User):
    page = (await async_client.post(SIGN_IN, {**ERIN, "password": "wr0ng-one"})).text
    assert "erin@example.com" in page
    assert "wr0ng-one" not in page


async def test_an_address_that_is_none_is_not_asked_for(async_client: AsyncClient):
    response = await async_client.post(SIGN_IN, {"email": "erin", "password": PASSWORD})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]


async def test_signing_in_begins_a_new_session(async_client: AsyncClient, employee: User):
    """Whoever planted a session cookie before must not share the one that is signed in."""
    await async_client.post(SIGN_IN, ERIN)
    before = async_client.cookies["session"].value
    await async_client.post("/account/sign-out/")
    await async_client.post(SIGN_IN, ERIN)
    assert async_client.cookies["session"].value != before


async def test_the_session_cookie_is_out_of_reach_for_scripts(async_client: AsyncClient, employee: User):
    cookie = (await async_client.post(SIGN_IN, ERIN)).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- guessing passwords -------------------------------------------------------------------------------------------

WRONG = {**ERIN, "password": "wrong"}
TRIES = signing_in.ONE_ACCOUNT_FROM_ONE_NETWORK.burst


async def guess(browser: AsyncClient, times: int = 1, email: str = "erin@example.com", network: str = "") -> list[int]:
    """The statuses of so many wrong passwords."""
    form, hops = {**WRONG, "email": email}, {"x-forwarded-for": network}
    return [(await browser.post(SIGN_IN, form, headers=hops)).status_code for _ in range(times)]


async def test_whoever_guesses_has_to_wait_and_is_told_how_long(async_client: AsyncClient, employee: User):
    assert await guess(async_client, TRIES) == [422] * TRIES
    response = await async_client.post(SIGN_IN, ERIN)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.context["form"].errors["__all__"][0].startswith("Too many tries. Try again in ")
    assert 'value="erin@example.com"' in response.text
    assert PASSWORD not in response.text
    assert not await is_signed_in(async_client)


async def test_the_address_is_the_same_account_in_any_case(async_client: AsyncClient, employee: User):
    await guess(async_client, TRIES)
    assert await guess(async_client, email=" ERIN@Example.com ") == [429]


async def test_an_unknown_address_is_counted_as_a_known_one_is(async_client: AsyncClient, employee: User):
    known = await guess(async_client, TRIES + 1)
    assert await guess(async_client, TRIES + 1, email="nobody@example.com") == known


def test_no_refusal_takes_less_work_than_another(
    client: Client, employee: User, stranger: User, admin: User, monkeypatch: pytest.MonkeyPatch
):
    """By the time it takes, nobody learns which addresses have an account."""
    stranger.is_active = False
    stranger.save()
    admin.set_unusable_password()
    admin.save()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str, *rest: Any) -> str:
        hashed.append(password)
        return encode(self, password, salt, *rest)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    client.post(SIGN_IN, {**WRONG, "email": "first@example.com"})
    work = set()
    for email in (employee.email, stranger.email, admin.email, "nobody@example.com"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.post(SIGN_IN, {**WRONG, "email": email}).status_code == 422
        work.add((len(hashed), len(queries)))
    assert len(work) == 1


async def test_guessing_at_one_network_keeps_nobody_out_at_another(
    async_client: AsyncClient, employee: User, settings: Any
):
    settings.BEHIND_PROXY = True
    await guess(async_client, TRIES + 1, network="192.0.2.1")
    assert (await async_client.post(SIGN_IN, ERIN, headers={"x-forwarded-for": "192.0.2.2"})).status_code == 302


async def test_guessing_at_one_account_from_many_networks_is_slowed_down(
    async_client: AsyncClient, employee: User, settings: Any
):
    settings.BEHIND_PROXY = True
    statuses = [(await guess(async_client, network=f"192.0.2.{n}"))[0] for n in range(signing_in.ONE_ACCOUNT.burst + 1)]
    assert statuses == [422] * signing_in.ONE_ACCOUNT.burst + [429]


async def test_guessing_at_many_accounts_from_one_network_is_slowed_down(async_client: AsyncClient, employee: User):
    many = signing_in.ONE_NETWORK.burst
    statuses = [(await guess(async_client, email=f"{number}@example.com"))[0] for number in range(many + 1)]
    assert statuses == [422] * many + [429]


async def test_no_stranger_keeps_somebody_out_of_the_browser_they_use(async_client: AsyncClient, employee: User):
    await async_client.post(SIGN_IN, ERIN)
    await async_client.post("/account/sign-out/")
    elsewhere = AsyncClient()
    await guess(elsewhere, TRIES)
    assert await guess(elsewhere) == [429]
    assert (await async_client.post(SIGN_IN, ERIN)).status_code == 302


async def test_a_browser_is_known_for_no_other_account(async_client: AsyncClient, employee: User, stranger: User):
    """Else whoever has an account could guess at others from a place of their own."""
    await async_client.post(SIGN_IN, {"email": stranger.email, "password": PASSWORD})
    await async_client.post("/account/sign-out/")
    await guess(AsyncClient(), TRIES)
    assert await guess(async_client) == [429]


async def test_a_known_browser_has_to_wait_too(async_client: AsyncClient, employee: User):
    await async_client.post(SIGN_IN, ERIN)
    many = signing_in.KNOWN_BROWSER.burst
    assert await guess(async_client, many + 1) == [422] * many + [429]


async def test_nobody_names_their_browser_themselves(async_client: AsyncClient, employee: User):
    await guess(AsyncClient(), TRIES)
    async_client.cookies["browser"] = "known:abc"
    assert await guess(async_client) == [429]


async def test_the_cookie_of_a_browser_is_out_of_reach_for_scripts(async_client: AsyncClient, employee: User):
    cookie = (await async_client.post(SIGN_IN, ERIN)).cookies["browser"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


# --- signing out --------------------------------------------------------------------------------------------------


async def test_signing_out_ends_the_session(signed_in: AsyncClient):
    response = await signed_in.post("/account/sign-out/")
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert not await is_signed_in(signed_in)


async def test_a_link_cannot_sign_anybody_out(signed_in: AsyncClient):
    assert (await signed_in.get("/account/sign-out/")).status_code == 405
    assert await is_signed_in(signed_in)


# --- preferences --------------------------------------------------------------------------------------------------

PREFERENCES = "/account/preferences/"
DARK_GERMAN = {"theme": "dark", "language": "de", "send_with": "ctrl-enter", "finished_replies_only": "on"}


async def test_preferences_begin_as_the_system_and_the_browser_have_it(signed_in: AsyncClient):
    page = (await signed_in.get(PREFERENCES)).text
    assert "data-theme" not in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert '<input type="radio" name="theme" value="" id="id_theme_0" checked>' in page
    assert '<input type="radio" name="send_with" value="enter" id="id_send_with_0" required checked>' in page


async def test_what_is_chosen_holds_for_the_next_page(signed_in: AsyncClient, employee: User):
    response = await signed_in.post(PREFERENCES, DARK_GERMAN, follow=True)
    assert response.redirect_chain == [(f"{PREFERENCES}?saved=", 302)]
    assert '<html lang="de" dir="ltr" data-theme="dark" data-replies="finished">' in response.text
    assert '<meta name="color-scheme" content="dark">' in response.text
    await employee.arefresh_from_db()
    assert employee.send_with == User.SendWith.CTRL_ENTER


async def test_it_can_all_be_taken_back(signed_in: AsyncClient, employee: User):
    await signed_in.post(PREFERENCES, DARK_GERMAN)
    await signed_in.post(PREFERENCES, {"theme": "", "language": "", "send_with": "enter"})
    await employee.arefresh_from_db()
    assert (employee.theme, employee.language, employee.finished_replies_only) == ("", "", False)


@pytest.mark.parametrize("wrong", [{"theme": '"><script>'}, {"language": "xx"}, {"send_with": ""}])
async def test_what_is_not_offered_is_refused_and_changes_nothing(
    signed_in: AsyncClient, employee: User, wrong: dict[str, str]
):
    response = await signed_in.post(PREFERENCES, DARK_GERMAN | wrong)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "<script>" not in response.text
    await employee.arefresh_from_db()
    assert employee.theme == ""


async def test_the_preferences_of_others_stay_as_they_are(signed_in: AsyncClient, stranger: User):
    await signed_in.post(PREFERENCES, DARK_GERMAN | {"id": str(stranger.pk), "email": stranger.email})
    await stranger.arefresh_from_db()
    assert (stranger.theme, stranger.language) == ("", "")


async def test_a_preference_cannot_make_an_administrator(signed_in: AsyncClient, employee: User):
    await signed_in.post(PREFERENCES, DARK_GERMAN | {"is_staff": "on", "is_superuser": "on"})
    await employee.arefresh_from_db()
    assert not employee.is_staff


async def test_whoever_is_not_signed_in_has_no_preferences(async_client: AsyncClient, db: None):
    assert (await async_client.get(PREFERENCES)).status_code == 302


async def test_the_page_says_how_long_things_are_kept_as_the_settings_have_it(signed_in: AsyncClient, settings: Any):
    settings.REPLIES_KEPT, settings.SESSION_IDLE, settings.SESSION_COOKIE_AGE = 7200, 5 * 3600, 3 * 86400
    page = (await signed_in.get(PREFERENCES)).text.replace("\xa0", " ")
    assert "2 hours after the reply has ended" in page
    assert "Until you sign out or do not use it for 5 hours, 3 days at most" in page
