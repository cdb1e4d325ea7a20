"""How long a session lasts, and what ends with it."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.models import F
from django.test import AsyncClient
from django.utils import timezone

from tests.conftest import PASSWORD
from webchat.accounts import sessions
from webchat.models import Session, TryRate, User
from webchat.models.sessions import SessionStore

PAGE = "/account/preferences/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    """By the process, in which many tests run."""
    sessions._noted.clear()
    sessions._used.clear()
    yield
    sessions._noted.clear()
    sessions._used.clear()


async def is_signed_in(browser: AsyncClient) -> bool:
    return (await browser.get(PAGE)).status_code == 200


async def pass_time(by: timedelta) -> None:
    """For what the database knows, and for what this process remembers."""
    moments = {name: F(name) - by for name in ("began_at", "used_at", "expire_date")}
    await Session.objects.aupdate(**moments)
    for key in sessions._noted:
        sessions._noted[key] -= by.total_seconds()


async def use(browser: AsyncClient) -> None:
    assert await is_signed_in(browser)
    await sessions.keep()


async def test_a_session_that_is_not_used_ends(signed_in: AsyncClient, settings: Any):
    settings.SESSION_IDLE = 3600
    await use(signed_in)
    await pass_time(59 * MINUTE)
    await use(signed_in)
    await pass_time(59 * MINUTE)
    await use(signed_in)
    await pass_time(61 * MINUTE)
    assert not await is_signed_in(signed_in)


async def test_a_session_ends_however_much_it_is_used(async_client: AsyncClient, employee: User, settings: Any):
    settings.SESSION_IDLE, settings.SESSION_COOKIE_AGE = 3600, 2 * 3600
    await async_client.aforce_login(employee)
    for _ in range(3):
        await use(async_client)
        await pass_time(39 * MINUTE)
    await use(async_client)
    await pass_time(4 * MINUTE)
    assert not await is_signed_in(async_client)


async def test_a_session_that_is_saved_anew_lasts_no_longer_for_it(signed_in: AsyncClient):
    before = await Session.objects.aget()
    store = SessionStore(before.session_key)
    await store.aset("note", "something")
    await store.asave()
    after = await Session.objects.aget()
    assert (await SessionStore(before.session_key).aget("note")) == "something"
    for name in ("public_id", "began_at", "expire_date", "user_agent", "user_id"):
        assert getattr(after, name) == getattr(before, name)


async def test_a_session_that_was_ended_is_not_saved_back_to_life(signed_in: AsyncClient, employee: User):
    store = SessionStore((await Session.objects.aget()).session_key)
    await store.aset("note", "something")
    await sessions.end_all(employee)
    with pytest.raises(Exception, match="^$"):
        await store.asave()
    assert await Session.objects.acount() == 0


async def test_an_open_page_that_asks_by_itself_does_not_keep_a_session(signed_in: AsyncClient):
    await signed_in.get("/replies/")
    assert sessions._used == set()


async def test_use_is_written_down_now_and_then_and_not_with_each_request(
    signed_in: AsyncClient, django_assert_num_queries: Any
):
    await pass_time(60 * MINUTE)
    before = (await Session.objects.aget()).used_at
    await signed_in.get(PAGE)
    assert (await Session.objects.aget()).used_at == before, "no request waits for it"
    await sessions.keep()
    noted = (await Session.objects.aget()).used_at
    assert noted > before
    await signed_in.get(PAGE)
    await sessions.keep()
    assert (await Session.objects.aget()).used_at == noted


async def test_what_is_over_is_swept_away(signed_in: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sessions, "_swept", float("-inf"))
    await TryRate.objects.acreate(name="old", full_at=timezone.now() - MINUTE)
    await TryRate.objects.acreate(name="new", full_at=timezone.now() + MINUTE)
    await SessionStore().asave()
    await Session.objects.filter(user=None).aupdate(expire_date=timezone.now() - MINUTE)
    await sessions.keep()
    assert await Session.objects.acount() == 1
    assert [rate.name async for rate in TryRate.objects.all()] == ["new"]


# --- what is streamed to it ---------------------------------------------------------------------------------------


async def endless() -> AsyncGenerator[bytes, None]:
    yield b"the first piece"
    await asyncio.Event().wait()


class Reading:
    """Somebody who reads a stream in a task of their own, as a response is sent."""

    def __init__(self, session_key: str | None) -> None:
        self.pieces: list[bytes] = []
        self.task = asyncio.create_task(self._read(session_key))

    async def _read(self, session_key: str | None) -> None:
        async for piece in sessions.while_it_lasts(session_key, endless()):
            self.pieces.append(piece)

    async def has_begun(self) -> None:
        while not self.pieces:
            await asyncio.sleep(0)

    async def ends(self) -> None:
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await self.task


@pytest.fixture
async def reading(signed_in: AsyncClient) -> Any:
    reading = Reading((await Session.objects.aget()).session_key)
    await reading.has_begun()
    yield reading
    reading.task.cancel()


async def test_a_stream_goes_on_while_its_session_lasts(reading: Reading):
    await sessions.keep()
    await asyncio.sleep(0)
    assert not reading.task.done()


async def test_a_stream_ends_with_its_session(reading: Reading, employee: User):
    await sessions.end_all(employee)
    await sessions.keep()
    await reading.ends()
    assert sessions._streams == {}


async def test_a_stream_ends_when_the_session_is_over_by_itself(reading: Reading):
    await pass_time(timedelta(days=8))
    await sessions.keep()
    await reading.ends()


async def test_a_stream_ends_when_its_user_is_deleted(reading: Reading, employee: User):
    await employee.adelete()
    await sessions.keep()
    await reading.ends()


async def test_a_stream_of_nobody_ends(transactional_db: None):
    nobody = Reading(None)
    await nobody.has_begun()
    await sessions.keep()
    await nobody.ends()


async def test_signing_in_gives_the_session_a_new_key(async_client: AsyncClient, employee: User):
    """Whoever planted a session before must not share the one that is signed in."""
    planted = SessionStore()
    await planted.aset("planted", "yes")
    await planted.asave()
    async_client.cookies[django_settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    await async_client.post("/account/sign-in/", {"email": employee.email, "password": PASSWORD})
    assert async_client.cookies[django_settings.SESSION_COOKIE_NAME].value != planted.session_key
    assert not await planted.aexists(str(planted.session_key))
