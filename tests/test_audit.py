"""What the audit trail holds, what it leaves out, and what happens when it cannot be written."""

import asyncio
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import AsyncClient, AsyncRequestFactory
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.fakes import ScriptedClient, saved_chat
from webchat import audit
from webchat.models import Action, AuditEvent, Deletion, Outcome, User
from webchat.models.audit import AuditEvents


def request_of(user: User | AnonymousUser, **headers: str):
    request = AsyncRequestFactory().get("/", headers=headers)
    request.user = user
    return request


async def recorded(*fields: str) -> list[tuple]:
    return [each async for each in AuditEvent.objects.reverse().values_list(*fields)]


async def test_an_event_names_who_did_it_what_and_on_what(employee: User):
    await audit.record(request_of(employee), Action.CHAT_EXPORTED, "c1")
    fields = ("person_id", "address", "action", "object_id", "outcome")
    assert await recorded(*fields) == [(employee.pk, "erin@example.com", "chat.export", "c1", "ok")]


async def test_one_act_on_several_objects_is_an_event_for_each(employee: User):
    await audit.record(request_of(employee), Action.CHAT_DELETED, "c1", "c2")
    assert await recorded("object_id") == [("c1",), ("c2",)]


async def test_an_id_longer_than_any_is_cut(employee: User):
    await audit.record(request_of(employee), Action.CHAT_EXPORTED, "x" * 9999)
    assert await recorded("object_id") == [("x" * 200,)]


# --- the network --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "address", "kept"),
    [
        ("none", "198.51.100.77", ""),
        ("part", "198.51.100.77", "198.51.100.0/24"),
        ("part", "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("part", "::ffff:198.51.100.77", "198.51.100.0/24"),
        ("full", "198.51.100.77", "198.51.100.77"),
        ("full", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("full", "", ""),
        ("full", "<script>", ""),
    ],
)
async def test_as_much_of_the_network_is_kept_as_the_operator_wants(employee, settings, keep, address, kept):
    settings.AUDIT_NETWORK = keep
    request = request_of(employee)
    request.META["REMOTE_ADDR"] = address
    await audit.record(request, Action.SIGNED_OUT)
    assert await recorded("network") == [(kept,)]


async def test_it_is_what_our_own_proxy_saw(employee: User, settings):
    settings.AUDIT_NETWORK, settings.BEHIND_PROXY = "full", True
    request = request_of(employee, **{"X-Forwarded-For": "10.0.0.1, 198.51.100.77, 203.0.113.9"})
    await audit.record(request, Action.SIGNED_OUT)
    assert await recorded("network") == [("203.0.113.9",)]


# --- signing in ---------------------------------------------------------------------------------------------------


async def sign_in(browser: AsyncClient, email: str, password: str) -> int:
    return (await browser.post("/account/sign-in/", {"email": email, "password": password})).status_code


async def test_signing_in_and_out_is_recorded(async_client: AsyncClient, employee: User):
    await sign_in(async_client, "Erin@example.com", PASSWORD)
    await async_client.post("/account/sign-out/")
    who = (employee.pk, "erin@example.com")
    assert await recorded("action", "outcome", "person_id", "address") == [
        ("session.sign-in", "ok", *who),
        ("session.sign-out", "ok", *who),
    ]


@pytest.mark.parametrize(("active", "why"), [(True, Outcome.WRONG_PASSWORD), (False, Outcome.INACTIVE)])
async def test_a_refused_sign_in_says_whose_and_why(async_client: AsyncClient, employee: User, active: bool, why: str):
    employee.is_active = active
    await employee.asave()
    assert await sign_in(async_client, employee.email, PASSWORD if not active else "wrong") == 422
    assert await recorded("action", "outcome", "address") == [("session.sign-in", why, employee.email)]


async def test_an_address_that_nobody_has_is_not_kept(async_client: AsyncClient, employee: User):
    assert await sign_in(async_client, "my-password@home.example", "erin@example.com") == 422
    assert await recorded("outcome", "person_id", "address") == [("unknown-person", None, "")]


async def test_whoever_is_not_signed_in_signs_out_unrecorded(async_client: AsyncClient, transactional_db: None):
    await async_client.post("/account/sign-out/")
    assert await recorded("action") == []


# --- when it cannot be written ------------------------------------------------------------------------------------


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self, *args: object, **kwargs: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(AuditEvents, "bulk_create", refuse)


async def test_what_cannot_be_recorded_is_not_done(async_client, employee, unwritable, caplog):
    async_client.raise_request_exception = False
    assert await sign_in(async_client, employee.email, PASSWORD) == 500
    assert "session" not in async_client.cookies
    assert f"not recorded, and so not done: session.sign-in by person {employee.pk}, ok, on nothing" in caplog.text


async def test_what_cannot_be_recorded_is_not_deleted(signed_in: AsyncClient, unwritable, monkeypatch, caplog):
    monkeypatch.setattr("webchat.views.chats.client_for", lambda user: ScriptedClient(saved={"c1": saved_chat("c1")}))
    signed_in.raise_request_exception = False
    assert (await signed_in.post("/chats/c1/delete/")).status_code == 500
    assert not await Deletion.objects.aexists()
    assert "on c1" in caplog.text


async def test_a_database_that_takes_too_long_is_not_waited_for(employee: User, monkeypatch, caplog):
    async def hang(self, *args: object, **kwargs: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(AuditEvents, "abulk_create", hang)
    monkeypatch.setattr(audit, "PATIENCE", 0)
    with pytest.raises(TimeoutError):
        await audit.record(request_of(employee), Action.SIGNED_OUT)
    assert "not recorded" in caplog.text


# --- how long it is kept ------------------------------------------------------------------------------------------


async def days_ago(*days: int) -> None:
    for each in days:
        await AuditEvent.objects.acreate(action=Action.SIGNED_IN, at=timezone.now() - timedelta(days=each, minutes=1))


async def test_what_is_older_than_it_is_to_be_kept_is_forgotten(transactional_db: None, settings):
    settings.AUDIT_DAYS = 90
    await days_ago(400, 90, 89, 0)
    await audit.forget_old()
    assert await AuditEvent.objects.acount() == 2


async def test_what_is_old_is_forgotten_a_little_at_a_time_and_the_oldest_first(transactional_db, monkeypatch):
    monkeypatch.setattr(audit, "MOST_AT_ONCE", 2)
    await days_ago(500, 800, 700, 600)
    await audit.forget_old()
    assert [(timezone.now() - at).days async for at in AuditEvent.objects.values_list("at", flat=True)] == [500, 600]


async def test_two_processes_may_forget_at_once(transactional_db: None):
    await days_ago(500, 600, 0)
    await asyncio.gather(audit.forget_old(), audit.forget_old())
    assert await AuditEvent.objects.acount() == 1
