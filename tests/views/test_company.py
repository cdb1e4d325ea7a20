"""Company sign-in, with a real provider over HTTP: how it goes, and each way to cheat."""

import asyncio
import hashlib
import hmac
import json
import logging
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from tests.company.provider import ERIN, Provider, providing
from tests.conftest import PASSWORD
from webchat.accounts import signing_in
from webchat.accounts.tries import Limit
from webchat.company import attempts, sign_in
from webchat.models import AuditEvent, Identity, User
from webchat.oauth import calls

LEAVE, BACK = "/account/company/", "/account/company/back/"


@pytest.fixture
async def provider(settings: Any, transactional_db: None) -> AsyncIterator[Provider]:
    with providing(settings) as provider:
        async with sign_in.opened():
            yield provider


async def left(browser: AsyncClient, **query: str) -> str:
    """Where the browser is sent."""
    response = await browser.get(LEAVE, query)
    assert response.status_code == 302, response.text
    return response["Location"]


async def brought_back(browser: AsyncClient, address: str) -> HttpResponse:
    parts = urlsplit(address)
    assert parts.path == BACK
    return await browser.get(f"{parts.path}?{parts.query}")


async def signed_in(browser: AsyncClient, provider: Provider, **query: str) -> HttpResponse:
    return await brought_back(browser, provider.let_in(await left(browser, **query)))


async def is_signed_in(browser: AsyncClient) -> bool:
    return await (await browser.asession()).ahas_key("_auth_user_id")


async def assert_refused(browser: AsyncClient, response: HttpResponse, status: int, words: str) -> None:
    assert response.status_code == status
    assert words in response.text
    assert 'role="alert"' in response.text
    assert not await is_signed_in(browser)
    assert not await Identity.objects.aexists()


NOT_TRUSTED = (502, "cannot be trusted")
EXPIRED = (400, "has expired, or was begun in another browser")
DOWN = (503, "does not answer")


# --- how it goes --------------------------------------------------------------------------------------------------


async def test_whoever_is_new_gets_an_account_with_a_verified_address(async_client: AsyncClient, provider: Provider):
    response = await signed_in(async_client, provider)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert await is_signed_in(async_client)
    user = await User.objects.aget()
    assert (user.email, user.name, user.address_verified) == ("erin@example.com", "Erin Employee", True)
    assert (user.is_staff, user.has_usable_password()) == (False, False)
    identity = await Identity.objects.aget(user=user)
    assert (identity.issuer, identity.subject) == (provider.issuer, "e-1")


async def test_it_leads_back_to_where_one_came_from(async_client: AsyncClient, provider: Provider):
    page = await async_client.get("/account/sign-in/", {"next": "/chats/1/?page=2&more=3"})
    assert 'href="/account/company/?next=%2Fchats%2F1%2F%3Fpage%3D2%26more%3D3"' in page.text
    response = await signed_in(async_client, provider, next="/chats/1/?page=2&more=3")
    assert response["Location"] == "/chats/1/?page=2&more=3"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_it_never_leads_elsewhere(async_client: AsyncClient, provider: Provider, elsewhere: str):
    assert (await signed_in(async_client, provider, next=elsewhere))["Location"] == "/"


async def test_what_comes_back_does_not_say_where_to_go(async_client: AsyncClient, provider: Provider):
    provider.of_answers = {"next": "/chats/"}
    assert (await signed_in(async_client, provider))["Location"] == "/"


async def test_the_provider_is_told_where_to_send_the_browser_back(async_client: AsyncClient, provider: Provider):
    asked = parse_qs(urlsplit(await left(async_client)).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["scope"] == ["openid email profile"]


async def test_somebody_comes_again_to_the_same_account(async_client: AsyncClient, provider: Provider):
    await signed_in(async_client, provider)
    await async_client.post("/account/sign-out/")
    await signed_in(async_client, provider)
    assert await User.objects.acount() == await Identity.objects.acount() == 1


async def test_signing_in_begins_a_session_that_lasts(async_client: AsyncClient, provider: Provider, settings: Any):
    address = await left(async_client)
    before = async_client.cookies["session"].value
    assert async_client.cookies["session"]["max-age"] == attempts.LASTS
    await brought_back(async_client, provider.let_in(address))
    assert async_client.cookies["session"].value != before
    assert async_client.cookies["session"]["max-age"] == settings.SESSION_COOKIE_AGE


async def test_no_token_and_no_secret_is_kept_or_logged(
    async_client: AsyncClient, provider: Provider, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    await signed_in(async_client, provider)
    session = dict(await (await async_client.asession()).aitems())
    assert len(provider.tokens) == 2
    for token in (*provider.tokens, "s3cret"):
        assert token not in json.dumps(session)
        assert token not in caplog.text
    assert session["company"] == {}


async def test_what_is_not_in_the_id_token_is_asked_for(async_client: AsyncClient, provider: Provider):
    provider.only_in_userinfo = frozenset({"email", "email_verified", "name"})
    await signed_in(async_client, provider)
    assert (await User.objects.aget()).email == "erin@example.com"
    assert "/userinfo" in provider.asked


async def test_userinfo_is_not_asked_for_in_vain(async_client: AsyncClient, provider: Provider):
    await signed_in(async_client, provider)
    assert provider.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


async def test_the_provider_is_not_asked_what_it_is_for_everybody(async_client: AsyncClient, provider: Provider):
    for _ in range(3):
        await left(async_client)
    assert provider.asked == ["/.well-known/openid-configuration"]


async def test_somebody_may_sign_in_in_several_tabs(async_client: AsyncClient, provider: Provider):
    one, other = await left(async_client, next="/chats/"), await left(async_client, next="/files/")
    assert (await brought_back(async_client, provider.let_in(one)))["Location"] == "/chats/"
    assert (await brought_back(async_client, provider.let_in(other)))["Location"] == "/files/"


async def test_keys_may_change_at_any_time(async_client: AsyncClient, provider: Provider):
    await signed_in(async_client, provider)
    provider.rotate()
    await async_client.post("/account/sign-out/")
    assert (await signed_in(async_client, provider)).status_code == 302


async def test_a_key_that_was_withdrawn_is_not_believed_any_more(async_client: AsyncClient, provider: Provider):
    old = provider.key
    provider.rotate()
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": old.kid}, claims, old)
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


# --- who is behind it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 0, [True], {"email": True}])
async def test_an_address_that_is_not_verified_is_not_believed(
    async_client: AsyncClient, provider: Provider, verified: Any
):
    provider.person["email_verified"] = verified
    response = await signed_in(async_client, provider)
    await assert_refused(async_client, response, 403, "has not verified your e-mail address")
    assert not await User.objects.aexists()


async def test_the_verified_address_of_somebody_else_is_not_taken_over(
    async_client: AsyncClient, provider: Provider, admin: User
):
    """The ID token says one address, and userinfo that another one is verified."""
    provider.of_tokens = {"email": admin.email, "email_verified": None}
    await signed_in(async_client, provider)
    assert (await Identity.objects.select_related("user").aget()).user.email == "erin@example.com"


@pytest.mark.parametrize("email", [None, "", "erin", "erin@", 5, ["erin@example.com"], "e" * 300 + "@example.com"])
async def test_an_address_that_is_none_is_not_believed(async_client: AsyncClient, provider: Provider, email: Any):
    provider.person["email"] = email
    await assert_refused(async_client, await signed_in(async_client, provider), 403, "has not verified your e-mail")


async def test_userinfo_of_somebody_else_is_not_believed(async_client: AsyncClient, provider: Provider):
    provider.only_in_userinfo = frozenset({"email"})
    provider.instead["/userinfo"] = lambda: JSONResponse({**ERIN, "sub": "e-2"})
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


# --- what is recorded ---------------------------------------------------------------------------------------------


async def recorded() -> list[tuple[str, str, str, str]]:
    fields = ("action", "outcome", "address", "object_id")
    return [each async for each in AuditEvent.objects.reverse().values_list(*fields)]


async def test_who_signed_in_is_recorded_and_what_it_changed(
    async_client: AsyncClient, provider: Provider, settings: Any
):
    settings.OIDC_ADMIN_GROUP, provider.person["groups"] = "admins", ["admins"]
    await signed_in(async_client, provider)
    user = await User.objects.aget()
    assert user.is_staff
    assert await recorded() == [
        ("person.add", "ok", user.email, str(user.pk)),
        ("person.make-administrator", "ok", user.email, str(user.pk)),
        ("session.sign-in", "ok", user.email, ""),
    ]


async def test_that_the_last_administrator_stays_one_is_recorded_and_logged(
    async_client: AsyncClient, provider: Provider, employee: User, settings: Any, caplog: pytest.LogCaptureFixture
):
    await User.objects.filter(pk=employee.pk).aupdate(is_staff=True)
    settings.OIDC_ADMIN_GROUP, provider.person["groups"] = "admins", ["others"]
    await signed_in(async_client, provider)
    assert await recorded() == [
        ("person.make-employee", "not-allowed", employee.email, str(employee.pk)),
        ("session.sign-in", "ok", employee.email, ""),
    ]
    assert f"person {employee.pk} stays an administrator, being the last one" in caplog.text


async def test_who_was_refused_is_recorded_and_why(async_client: AsyncClient, provider: Provider, employee: User):
    await User.objects.filter(pk=employee.pk).aupdate(is_active=False)
    response = await signed_in(async_client, provider)
    await assert_refused(async_client, response, 403, "Your account is deactivated")
    provider.person["email_verified"] = False
    await signed_in(async_client, provider)
    provider.of_tokens = {"aud": "another"}
    await signed_in(async_client, provider)
    assert await recorded() == [
        ("session.sign-in", "inactive", employee.email, ""),
        ("session.sign-in", "address-unverified", "", ""),
        ("session.sign-in", "failed", "", ""),
    ]


# --- ID tokens ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["webchat", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": ""},
    ],
    ids=["iss", "aud", "another aud too", "azp", "nonce", "no nonce", "exp", "iat", "sub"],
)
async def test_a_token_that_was_not_made_for_this_is_refused(
    async_client: AsyncClient, provider: Provider, wrong: dict[str, Any]
):
    provider.of_tokens = wrong
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


def by_hand(header: dict[str, str], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token that no library would make."""

    def part(value: bytes) -> bytes:
        return urlsafe_b64encode(value).rstrip(b"=")

    message = b".".join(part(json.dumps(each).encode()) for each in (header, claims))
    signature = hmac.digest(secret, message, hashlib.sha256) if secret else b""
    return b".".join([message, part(signature)]).decode()


async def test_a_token_without_signature_is_refused(async_client: AsyncClient, provider: Provider):
    provider.sign = lambda claims: by_hand({"alg": "none"}, claims, None)
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


@pytest.mark.parametrize("by", ["public key", "secret"])
async def test_a_token_signed_with_a_shared_secret_is_refused(async_client: AsyncClient, provider: Provider, by: str):
    secret = provider.key.as_pem(private=False) if by == "public key" else b"s3cret:of the client"
    provider.sign = lambda claims: by_hand({"alg": "HS256", "kid": str(provider.key.kid)}, claims, secret)
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


async def test_a_token_signed_by_somebody_else_is_refused(async_client: AsyncClient, provider: Provider):
    evil = RSAKey.generate_key(2048, {"kid": provider.key.kid})
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": evil.kid}, claims, evil)
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)


# --- the way back -------------------------------------------------------------------------------------------------


async def test_a_way_is_ended_once(async_client: AsyncClient, provider: Provider):
    back = provider.let_in(await left(async_client))
    await brought_back(async_client, back)
    await async_client.post("/account/sign-out/")
    assert (await brought_back(async_client, back)).status_code == 400
    assert not await is_signed_in(async_client)


async def test_a_way_is_ended_once_also_if_it_failed(async_client: AsyncClient, provider: Provider):
    back = provider.let_in(await left(async_client))
    provider.instead["/token"] = lambda: Response(status_code=503)
    await assert_refused(async_client, await brought_back(async_client, back), *DOWN)
    provider.instead.clear()
    await assert_refused(async_client, await brought_back(async_client, back), *EXPIRED)


async def test_a_way_is_ended_once_also_while_the_provider_takes_its_time(
    async_client: AsyncClient, provider: Provider
):
    back, goes_on = provider.let_in(await left(async_client)), threading.Event()
    provider.instead["/token"] = lambda: Response(status_code=503 if goes_on.wait(30) else 500)
    first = asyncio.create_task(brought_back(async_client, back))
    while "/token" not in provider.asked:
        await asyncio.sleep(0.01)
    second = await brought_back(async_client, back)
    goes_on.set()
    await assert_refused(async_client, second, *EXPIRED)
    await assert_refused(async_client, await first, *DOWN)
    assert provider.asked.count("/token") == 1


async def test_a_code_of_somebody_else_is_not_taken(async_client: AsyncClient, provider: Provider):
    """Injected into a way that was begun here: its verifier and its nonce are not ours."""
    stolen = parse_qs(urlsplit(provider.let_in(await left(AsyncClient()))).query)["code"][0]
    provider.of_answers = {"code": stolen}
    await assert_refused(async_client, await signed_in(async_client, provider), *EXPIRED)


async def test_nobody_ends_what_another_browser_began(async_client: AsyncClient, provider: Provider):
    back = provider.let_in(await left(AsyncClient()))
    await assert_refused(async_client, await brought_back(async_client, back), *EXPIRED)
    await left(async_client)
    await assert_refused(async_client, await brought_back(async_client, back), *EXPIRED)
    assert "/token" not in provider.asked


async def test_a_way_ends_after_a_while(async_client: AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch):
    address = await left(async_client)
    monkeypatch.setattr(attempts, "time", lambda: time.time() + attempts.LASTS)
    await assert_refused(async_client, await brought_back(async_client, provider.let_in(address)), *EXPIRED)


async def test_a_session_keeps_only_the_latest_ways(async_client: AsyncClient, provider: Provider):
    first, *_others = [await left(async_client) for _ in range(attempts.MOST + 1)]
    assert len(await (await async_client.asession()).aget("company")) == attempts.MOST
    await assert_refused(async_client, await brought_back(async_client, provider.let_in(first)), *EXPIRED)


@pytest.mark.parametrize("query", ["", "?code=c", "?state=", "?state=s&code=c", "?error=access_denied", "?state[]=1"])
async def test_an_answer_to_nothing_is_refused(async_client: AsyncClient, provider: Provider, query: str):
    await assert_refused(async_client, await async_client.get(f"{BACK}{query}"), *EXPIRED)
    assert provider.asked == []


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None])
async def test_an_answer_of_another_provider_is_refused(
    async_client: AsyncClient, provider: Provider, issuer: str | None
):
    """A mix-up: the code would be given to the wrong one (RFC 9207)."""
    provider.of_answers = {"iss": issuer}
    await assert_refused(async_client, await signed_in(async_client, provider), *NOT_TRUSTED)
    assert "/token" not in provider.asked


async def test_what_the_provider_writes_is_never_shown(async_client: AsyncClient, provider: Provider):
    provider.of_answers = {"error": "<script>alert(1)</script>", "error_description": "<b>call 555</b>", "code": None}
    response = await signed_in(async_client, provider)
    await assert_refused(async_client, response, *NOT_TRUSTED)
    assert "alert(1)" not in response.text
    assert "555" not in response.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("access_denied", 403, "did not let you in"),
        ("login_required", 403, "did not let you in"),
        ("temporarily_unavailable", *DOWN),
        ("server_error", *DOWN),
        ("unauthorized_client", *NOT_TRUSTED),
    ],
)
async def test_a_refusal_is_told_in_our_words(
    async_client: AsyncClient, provider: Provider, error: str, status: int, words: str
):
    provider.of_answers = {"error": error, "code": None}
    await assert_refused(async_client, await signed_in(async_client, provider), status, words)


# --- a provider that is not well ----------------------------------------------------------------------------------


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 2**16
        await asyncio.sleep(0)


async def trickle() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.01)


ILL = {
    "error": (lambda: Response(status_code=500), DOWN),
    "garbage": (lambda: PlainTextResponse("<html>hello"), NOT_TRUSTED),
    "huge": (lambda: StreamingResponse(endless()), NOT_TRUSTED),
    "slow": (lambda: StreamingResponse(trickle()), DOWN),
    "elsewhere": (lambda: RedirectResponse("/keys"), NOT_TRUSTED),
}


@pytest.mark.parametrize("illness", ILL)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
async def test_a_provider_that_is_not_well_lets_nobody_in(
    async_client: AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch, path: str, illness: str
):
    monkeypatch.setattr(calls, "PATIENCE", 0.3 if illness == "slow" else 10.0)
    provider.only_in_userinfo = frozenset({"email"})
    provider.instead[path], expected = ILL[illness]
    if path == "/.well-known/openid-configuration":
        response = await async_client.get(LEAVE)
    else:
        response = await signed_in(async_client, provider)
    await assert_refused(async_client, response, *expected)
    provider.instead.clear()
    assert (await signed_in(async_client, provider)).status_code == 302


async def test_a_provider_that_is_away_is_told_and_the_local_form_still_there(
    async_client: AsyncClient, settings: Any, transactional_db: None
):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    async with sign_in.opened():
        response = await async_client.get(LEAVE, {"next": "/chats/"})
    await assert_refused(async_client, response, *DOWN)
    assert 'name="password"' in response.text
    assert response.context["next"] == "/chats/"


async def test_another_issuer_at_the_address_is_not_taken(async_client: AsyncClient, provider: Provider):
    provider.of_metadata = {"issuer": f"{provider.issuer}/"}
    await assert_refused(async_client, await async_client.get(LEAVE), *NOT_TRUSTED)


# --- too many -----------------------------------------------------------------------------------------------------


async def test_who_only_begins_is_stopped_after_a_while(
    async_client: AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    """Each way that leads nowhere would leave a session, and an event that cannot be deleted."""
    monkeypatch.setattr(signing_in, "COMPANY", Limit(3, timedelta(minutes=1)))
    provider.of_answers = {"error": "access_denied", "code": None}
    for _ in range(3):
        await signed_in(async_client, provider)
    response = await async_client.get(LEAVE)
    await assert_refused(async_client, response, 429, "Too many tries.")
    assert 0 < int(response["Retry-After"]) <= 60
    assert await AuditEvent.objects.acount() == 3


async def test_who_signs_in_does_not_count(
    async_client: AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(signing_in, "COMPANY", Limit(2, timedelta(minutes=1)))
    for _ in range(4):
        assert (await signed_in(async_client, provider)).status_code == 302


# --- the page -----------------------------------------------------------------------------------------------------


async def test_the_company_comes_first_on_the_page(async_client: AsyncClient, provider: Provider):
    page = (await async_client.get("/account/sign-in/")).text
    assert page.index("Continue with your company account") < page.index("or with a local account")
    assert page.index("or with a local account") < page.index('name="email"')
    assert "autofocus" not in page


async def test_local_sign_in_can_be_switched_off(
    async_client: AsyncClient, provider: Provider, employee: User, settings: Any
):
    settings.LOCAL_SIGN_IN = False
    page = (await async_client.get("/account/sign-in/")).text
    assert "<form" not in page
    assert "local account" not in page
    response = await async_client.post("/account/sign-in/", {"email": employee.email, "password": PASSWORD})
    await assert_refused(async_client, response, 403, "Sign in with your company account")


@pytest.mark.parametrize("path", [LEAVE, BACK])
async def test_without_a_provider_there_is_no_company_sign_in(
    async_client: AsyncClient, transactional_db: None, path: str
):
    assert (await async_client.get(path)).status_code == 404
    assert "company account" not in (await async_client.get("/account/sign-in/")).text


@pytest.mark.parametrize("method", ["post", "head", "put"])
async def test_only_a_browser_that_goes_there_begins(async_client: AsyncClient, provider: Provider, method: str):
    assert (await getattr(async_client, method)(LEAVE)).status_code == 405
    assert (await getattr(async_client, method)(BACK)).status_code == 405
    assert provider.asked == []


async def test_the_policy_lets_no_form_lead_to_the_provider(async_client: AsyncClient, provider: Provider):
    response = await async_client.get("/account/sign-in/")
    assert "form-action 'self';" in response["Content-Security-Policy"]
    assert provider.issuer not in response["Content-Security-Policy"]
