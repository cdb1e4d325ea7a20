"""An account of somebody's own at Chatter: connected by signing in there."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from starlette.responses import Response

from tests.credentials.browser import Browser
from tests.credentials.chatter import FakeChatter, asked_at
from tests.credentials.test_in_use import tables
from webchat.credentials import chatter, store
from webchat.credentials.personal import PersonalCredential
from webchat.models import Action, AuditEvent, Credential, Outcome, Session, User
from webchat.secret import Secret
from webchat.upstream.credential import bearer
from webchat.upstream.errors import NotConnected, Unreachable
from webchat.upstream.http import HttpClient

PAGE = "/account/credential/"
PASSWORD = "Quartz!Lantern#92vx"
RIGHT = {"name": "erin", "password": PASSWORD}
WRONG = {"name": "erin", "password": "planted-wrong"}


@pytest.fixture
def server(settings) -> Iterator[FakeChatter]:
    fake = FakeChatter()
    with asked_at(fake.app, settings, "off"):
        yield fake


@pytest.fixture
def erin(server: FakeChatter, asgi_server: str, employee: User) -> Iterator[Browser]:
    with Browser(asgi_server, employee) as browser:
        yield browser


def records() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("action", "outcome"))


# --- connecting --------------------------------------------------------------------------------------------------


def test_a_name_with_its_password_connects_and_leads_to_where_one_was(erin: Browser, server: FakeChatter):
    page = erin.get(f"{PAGE}?next=/account/preferences/").text
    assert "not the ones for this site." in page
    assert 'value="/account/preferences/"' in page
    answer = erin.post(PAGE, **RIGHT, next="/account/preferences/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/account/preferences/")
    page = erin.get(PAGE).text
    assert "Connected to the assistant since" in page
    assert '<b dir="auto">erin@there.example</b>' in page
    assert records() == [(Action.CONNECTED, Outcome.OK)]
    [kept] = store._rows(erin.user.pk)
    assert store._opened(kept).access.reveal() in server.access
    assert store._opened(kept).refresh.reveal() in server.refresh


def test_a_password_manager_is_told_that_it_is_another_account(erin: Browser):
    page = erin.get(PAGE).text
    assert 'autocomplete="section-assistant username"' in page
    assert 'autocomplete="section-assistant current-password"' in page


def test_a_wrong_password_is_said_to_be_and_shown_to_nobody(erin: Browser, server: FakeChatter):
    answer = erin.post(PAGE, **WRONG)
    assert answer.status_code == 422
    assert "The assistant does not know this name with this password." in answer.text
    assert 'value="erin"' in answer.text
    assert "planted" not in erin.seen
    assert records() == [(Action.CONNECTED, Outcome.FAILED)]
    assert not Credential.objects.exists()


def test_what_is_not_filled_in_is_asked_for_and_nothing_is_sent(erin: Browser, server: FakeChatter):
    for form in ({}, {"name": "erin"}, {"password": "x"}, {"name": "x" * 256, "password": "x"}, RIGHT | {"name": "\0"}):
        answer = erin.post(PAGE, **form)
        assert answer.status_code == 422
        assert 'class="err"' in answer.text
    assert server.asked == []


def test_a_password_is_not_to_be_guessed_from_here(erin: Browser, server: FakeChatter):
    assert erin.post(PAGE, **RIGHT).status_code == 302, "and counts as no try"
    assert [erin.post(PAGE, **WRONG).status_code for _ in range(6)] == [422] * 5 + [429]
    answer = erin.post(PAGE, **RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "Too many tries. Try again in" in answer.text
    assert server.counts["login"] == 6


def test_what_chatter_counts_itself_is_told_with_the_time(erin: Browser, server: FakeChatter):
    server.refusal = Response(status_code=429, headers={"Retry-After": "300"})
    answer = erin.post(PAGE, **RIGHT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "300")
    assert "Too many tries. Try again in 5 minutes." in answer.text


@pytest.mark.parametrize(("status", "told", "words"), [(503, 503, "not answering"), (302, 502, "not be understood")])
def test_a_server_that_fails_says_nothing_about_the_password(erin: Browser, server: FakeChatter, status, told, words):
    server.refusal = Response(status_code=status, headers={"Location": "https://evil.example/"})
    answer = erin.post(PAGE, **RIGHT)
    assert (answer.status_code, words in answer.text) == (told, True)
    assert "Check both" not in answer.text


def test_what_passes_by_itself_counts_as_no_try(erin: Browser, server: FakeChatter):
    server.refusal = Response(status_code=503)
    assert {erin.post(PAGE, **RIGHT).status_code for _ in range(7)} == {503}


def test_another_account_takes_the_place_of_the_first(erin: Browser, server: FakeChatter):
    erin.post(PAGE, **RIGHT)
    before = set(server.access)
    assert "Connect another account" in erin.get(PAGE).text
    assert 'name="password"' in erin.get(f"{PAGE}?replace").text
    erin.post(PAGE, **RIGHT)
    assert server.access
    assert before.isdisjoint(server.access), "the first is signed out"


def test_there_is_no_way_to_an_authorization_server(erin: Browser):
    assert erin.get(f"{PAGE}leave/").status_code == 404
    assert erin.get(f"{PAGE}back/?state=x").status_code == 404


# --- who asks ----------------------------------------------------------------------------------------------------


def test_each_user_has_one_address_there_which_says_nothing(settings):
    [hers] = chatter.sender(1).values()
    [his] = chatter.sender(2).values()
    assert chatter.sender(1) == {"X-Forwarded-For": hers}
    assert hers != his
    assert all(ip_address(each) in ip_network("fd00::/8") for each in (hers, his))
    settings.SECRET_KEY = "another" * 10
    assert chatter.sender(1) != {"X-Forwarded-For": hers}, "nobody finds a user by trying numbers"


def test_every_request_says_the_address_of_its_user_and_never_the_real_one(erin: Browser, server: FakeChatter):
    erin.get(PAGE, headers={"X-Forwarded-For": "203.0.113.9"})
    erin.post(PAGE, **RIGHT)
    Credential.objects.update(renew_at=timezone.now(), expires_at=timezone.now())
    async_to_sync(headers_of)(erin.user)
    erin.post(f"{PAGE}disconnect/")
    assert server.counts == {"login": 1, "me": 1, "refresh": 1, "logout": 1}
    assert server.senders == set(chatter.sender(erin.user.pk).values())


async def headers_of(user: User) -> object:
    http = HttpClient()
    headers = await PersonalCredential(http, user.pk).headers()
    await http.close()
    return headers


# --- renewing ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def tokens(server: FakeChatter, http: HttpClient, employee: User) -> store.Tokens:
    """What Erin has connected with; they have come to their end."""
    given = await chatter.sign_in(http, employee.pk, "erin", Secret(PASSWORD))
    await store.keep(employee.pk, given)
    now = timezone.now()
    await Credential.objects.aupdate(renew_at=now, expires_at=now - timedelta(seconds=1))
    return given


@pytest.fixture
def credential(http: HttpClient, tokens: store.Tokens, employee: User) -> PersonalCredential:
    return PersonalCredential(http, employee.pk)


async def test_many_at_once_renew_it_once(credential, tokens, server: FakeChatter, employee: User):
    found = await asyncio.gather(*(credential.headers() for _ in range(20)))
    assert server.counts["refresh"] == 1
    kept = await store.get(employee.pk)
    assert kept
    assert all(each == {**chatter.sender(employee.pk), **bearer(kept.tokens.access)} for each in found)
    assert kept.tokens.refresh.reveal() in server.refresh
    assert kept.tokens.refresh != tokens.refresh, "it rotates"
    assert kept.tokens.account == "erin@there.example"


async def test_a_refused_one_ends_the_connection(credential, server: FakeChatter, employee: User, caplog):
    server.refresh.clear()
    with pytest.raises(NotConnected):
        await credential.headers()
    kept = await store.get(employee.pk)
    assert kept
    assert kept.is_refused
    assert f"the token of user {employee.pk} was not renewed" in caplog.text
    assert "planted" not in caplog.text


async def test_a_server_that_is_away_is_no_reason_to_connect_again(credential, employee: User, settings):
    settings.UPSTREAM_URL = "http://127.0.0.1:9"
    await Credential.objects.aupdate(upstream=settings.UPSTREAM_URL)
    await store.keep(employee.pk, store.Tokens(Secret("a"), Secret("r"), expires_in=0))
    with pytest.raises(Unreachable):
        await credential.headers()
    kept = await store.get(employee.pk)
    assert kept
    assert not kept.is_refused


async def test_a_server_that_takes_too_long_keeps_nobody_longer_than_a_lease(credential, monkeypatch):
    async def slow(*_args: object, **_named: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(chatter.accounts, "renew", slow)
    monkeypatch.setattr(chatter, "PATIENCE", 0.05)
    with pytest.raises(chatter.TimedOut):
        await credential.headers()
    assert (await Credential.objects.aget()).leased_until is None
    assert timedelta(seconds=20) < store.LEASE


def test_who_has_to_sign_in_again_is_known_by_name(erin: Browser, server: FakeChatter):
    erin.post(PAGE, **RIGHT)
    Credential.objects.update(refused_at=timezone.now())
    page = erin.get(PAGE).text
    assert "Your connection to the assistant has ended" in page
    assert 'value="erin@there.example"' in page


# --- disconnecting -----------------------------------------------------------------------------------------------


def test_disconnecting_signs_out_there(erin: Browser, server: FakeChatter):
    erin.post(PAGE, **RIGHT)
    assert erin.post(f"{PAGE}disconnect/").status_code == 302
    assert server.access == set()
    assert not Credential.objects.exists()
    assert records()[-1] == (Action.DISCONNECTED, Outcome.OK)


def test_who_disconnects_while_it_is_away_is_disconnected(erin: Browser, server: FakeChatter, caplog):
    erin.post(PAGE, **RIGHT)
    server.refusal = Response("planted-detail", status_code=500)
    assert erin.post(f"{PAGE}disconnect/").status_code == 302
    assert not Credential.objects.exists()
    assert "an account was not signed out" in caplog.text
    assert "planted" not in caplog.text


# --- what anybody can see ----------------------------------------------------------------------------------------


def test_no_password_and_no_token_is_in_any_answer_log_line_or_table(erin: Browser, server: FakeChatter, caplog):
    caplog.set_level(logging.DEBUG)
    erin.post(PAGE, **WRONG)
    erin.post(PAGE, **RIGHT | {"name": ""})
    erin.post(PAGE, **RIGHT)
    erin.get(PAGE)
    kept = tables() + " ".join(str(session.get_decoded()) for session in Session.objects.all())
    erin.post(f"{PAGE}disconnect/")
    told = erin.seen + caplog.text + kept + " ".join(str(record.__dict__) for record in caplog.records)
    for secret in (PASSWORD, "planted-wrong", "planted-access", "planted-refresh", "planted-detail"):
        assert secret not in told
