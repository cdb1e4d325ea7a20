"""webchat.sandbox.chatter.auth and tokens: who may sign in, and for how long."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.conftest import serving
from tests.sandbox.chatter.client import STRONG, Client
from tests.sandbox.chatter.conftest import PASSWORD
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.layouts import SEED
from webchat.sandbox.chatter.settings import ChatterSettings

LOGIN, REFRESH, ME = "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/me"


async def signed_in(client: Client, name: str = "employee", password: str = PASSWORD) -> str:
    """The refresh token; the client goes on with the access token."""
    response = await client.http.post(LOGIN, json={"username": name, "password": password})
    assert response.status_code == 200, response.text
    client.bearer(response.json()["access_token"])
    return cookie(response)


def cookie(response: httpx.Response) -> str:
    return str(response.headers["set-cookie"].partition(";")[0].partition("=")[2])


async def renewed(client: Client, token: str) -> httpx.Response:
    client.http.cookies.clear()
    return await client.http.post(REFRESH, headers={"Cookie": f"refresh_token={token}"})


@pytest.mark.parametrize(("name", "is_superuser"), [("employee", False), ("admin", True)])
async def test_two_accounts_are_there_from_the_start(nobody: Client, name: str, is_superuser: bool):
    await signed_in(nobody, name)
    assert (await nobody.json("GET", ME))["is_superuser"] is is_superuser


async def test_a_new_password_of_the_settings_is_theirs(chatter_settings: ChatterSettings, tmp_path: Path):
    old = ChatterSettings(data=tmp_path, password="first-password", handbook=chatter_settings.handbook)
    with serving(create_chatter_app(old)) as url:
        async with Client(url, SEED) as client:
            await signed_in(client, password="first-password")
            token = client.http.headers["Authorization"]
    new = ChatterSettings(data=tmp_path, password="second-password", handbook=chatter_settings.handbook)
    with serving(create_chatter_app(new)) as url:
        async with Client(url, SEED) as client:
            await signed_in(client, password="second-password")
            client.http.headers["Authorization"] = token
            assert (await client.json("GET", ME))["username"] == "employee", "a token outlives a restart"


async def test_a_wrong_password_and_an_unknown_name_are_told_alike(nobody: Client):
    answers = [
        await nobody.json("POST", LOGIN, {"username": name, "password": "nope"}, 401) for name in ("employee", "nobody")
    ]
    assert answers[0] == answers[1]


async def test_a_password_is_echoed_by_what_it_failed(nobody: Client):
    """As Chatter does it: whoever shows such an error shows the password."""
    body = {"email": "x@example.com", "username": "xander", "password": "short"}
    problem = await nobody.json("POST", "/api/v1/auth/register", body, 422)
    assert problem["errors"][0]["input"] == "short"


@pytest.mark.parametrize("body", [{"username": "root"}, {"username": "two words"}])
async def test_some_names_are_refused(nobody: Client, body: dict[str, str]):
    account = {"email": "new@example.com", "username": "newcomer", "password": STRONG, **body}
    await nobody.json("POST", "/api/v1/auth/register", account, 400)


async def test_a_refresh_token_is_good_once(nobody: Client):
    first = await signed_in(nobody)
    second = await renewed(nobody, first)
    assert second.status_code == 200
    assert (await renewed(nobody, first)).status_code == 401
    assert (await renewed(nobody, cookie(second))).status_code == 200


async def test_of_several_who_renew_at_once_one_is_given_a_pair(nobody: Client):
    token = await signed_in(nobody)
    answers = await asyncio.gather(*(renewed(nobody, token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_the_access_token_goes_with_its_refresh_token(nobody: Client):
    token = await signed_in(nobody)
    await renewed(nobody, token)
    assert (await nobody.json("GET", ME, status=401))["detail"] == "Token has been revoked"


async def test_after_signing_out_a_token_is_still_good(mona: Client):
    await mona.json("POST", "/api/v1/auth/logout")
    assert (await mona.json("GET", ME))["username"] == mona.username


async def test_an_access_token_ends_and_can_be_renewed(chatter_settings: ChatterSettings, tmp_path: Path):
    short = ChatterSettings(
        data=tmp_path, password=PASSWORD, handbook=chatter_settings.handbook, access_token_seconds=0
    )
    with serving(create_chatter_app(short)) as url:
        async with Client(url, SEED) as client:
            token = await signed_in(client)
            assert (await client.json("GET", ME, status=401))["detail"] == "Invalid token"
            assert (await renewed(client, token)).status_code == 200


@pytest.mark.parametrize("change", ["AAAA", ".", "", "é"])
async def test_a_token_that_was_changed_is_none(mona: Client, change: str):
    changed = mona.http.headers["Authorization"][:-4] + change
    response = await mona.http.get(ME, headers={"Authorization": changed.encode()})
    assert (response.status_code, response.json()["detail"]) == (401, "Invalid token")


async def test_a_refresh_token_is_no_access_token(nobody: Client):
    nobody.bearer(await signed_in(nobody))
    await nobody.json("GET", ME, status=401)
