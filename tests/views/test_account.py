"""Signing in and out."""

import pytest
from django.test import AsyncClient

from tests.conftest import PASSWORD
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


async def test_signing_out_ends_the_session(signed_in: AsyncClient):
    response = await signed_in.post("/account/sign-out/")
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert not await is_signed_in(signed_in)


async def test_a_link_cannot_sign_anybody_out(signed_in: AsyncClient):
    assert (await signed_in.get("/account/sign-out/")).status_code == 405
    assert await is_signed_in(signed_in)
