"""Where somebody is signed in, and ending it."""

import pytest
from django.test import AsyncClient

from tests.views.conftest import other
from webchat.models import Session, User

SESSIONS = "/account/sessions/"


async def test_the_list_says_in_plain_words_where_one_is_signed_in(signed_in: AsyncClient, elsewhere: AsyncClient):
    page = (await signed_in.get(SESSIONS)).text
    assert "Firefox on Linux" in page
    assert "Gecko" not in page
    assert page.count("This browser") == 1
    assert page.count("last used") == page.count("used now") == 1


async def test_the_list_shows_no_key_that_opens_a_session(signed_in: AsyncClient, elsewhere: AsyncClient):
    page = (await signed_in.get(SESSIONS)).text
    async for session in Session.objects.all():
        assert session.session_key not in page


async def test_nobody_sees_the_sessions_of_others(signed_in: AsyncClient, stranger: User):
    await AsyncClient().aforce_login(stranger)
    assert len((await signed_in.get(SESSIONS)).context["sessions"]) == 1


async def test_one_browser_can_be_signed_out(signed_in: AsyncClient, elsewhere: AsyncClient, employee: User):
    response = await signed_in.post(f"{SESSIONS}{(await other(employee)).public_id}/end/")
    assert (response.status_code, response["Location"]) == (302, f"{SESSIONS}?ended=")
    assert (await elsewhere.get(SESSIONS)).status_code == 302
    assert (await signed_in.get(SESSIONS)).status_code == 200


async def test_nobody_signs_out_others(
    elsewhere: AsyncClient, async_client: AsyncClient, employee: User, stranger: User
):
    await async_client.aforce_login(stranger)
    response = await async_client.post(f"{SESSIONS}{(await other(employee)).public_id}/end/")
    assert response.status_code == 404
    assert (await elsewhere.get(SESSIONS)).status_code == 200


async def test_one_can_sign_out_everywhere_else(signed_in: AsyncClient, elsewhere: AsyncClient, stranger: User):
    other_user = AsyncClient()
    await other_user.aforce_login(stranger)
    await signed_in.post(f"{SESSIONS}end-others/")
    assert (await signed_in.get(SESSIONS)).status_code == 200
    assert (await elsewhere.get(SESSIONS)).status_code == 302
    assert (await other_user.get(SESSIONS)).status_code == 200


@pytest.mark.parametrize("address", ["end-others/", "5f3759df-0000-4000-8000-000000000000/end/"])
async def test_a_link_cannot_end_a_session(signed_in: AsyncClient, address: str):
    assert (await signed_in.get(f"{SESSIONS}{address}")).status_code == 405
