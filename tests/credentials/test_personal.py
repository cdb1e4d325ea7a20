"""The token that is good in this moment. The sandbox's authorization server takes a refresh token once."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from webchat import connection
from webchat.credentials import connecting, glean, personal, store
from webchat.credentials.personal import PersonalCredential
from webchat.credentials.store import Tokens
from webchat.models import Credential, User
from webchat.oauth import calls
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.store.grants import ACCESS, REFRESH, Grant
from webchat.secret import Secret
from webchat.upstream.credential import bearer
from webchat.upstream.errors import NotConnected, Unavailable
from webchat.upstream.glean import GleanClient
from webchat.upstream.http import HttpClient


@pytest.fixture
def grants(sandbox: Backend, employee: User):
    """The sandbox's, with a client of ours."""
    sandbox.grants.our_client = sandbox.grants.add_client("Webchat", ["https://chat.example/"])
    return sandbox.grants


@pytest.fixture
async def tokens(grants, employee: User) -> Tokens:
    """What Erin has connected with."""
    grant = Grant(employee.email, grants.our_client, "family")
    given = Tokens(
        Secret(grants.add_token(ACCESS, grant, 3600)),
        Secret(grants.add_token(REFRESH, grant)),
        grants.our_client,
        3600,
    )
    await store.keep(employee.pk, given)
    return given


@pytest.fixture
def credential(http: HttpClient, tokens: Tokens, employee: User) -> PersonalCredential:
    return PersonalCredential(http, employee.pk)


async def grow_old(*, expired: bool = True) -> None:
    now = timezone.now()
    life = timedelta(seconds=-1 if expired else 30)
    await Credential.objects.aupdate(renew_at=now - timedelta(seconds=1), expires_at=now + life)


async def kept(user: User) -> store.Kept:
    found = await store.get(user.pk)
    assert found
    return found


async def test_a_token_that_is_good_is_used_as_it_is(credential, tokens):
    assert await credential.headers() == bearer(tokens.access)


async def test_one_that_is_about_to_end_is_exchanged(credential, tokens, employee, grants):
    await grow_old(expired=False)
    headers = await credential.headers()
    assert headers != bearer(tokens.access)
    new = (await kept(employee)).tokens
    assert headers == bearer(new.access) == await credential.headers()
    assert new.refresh != tokens.refresh, "it rotates"
    assert grants.count(REFRESH) == 2


async def test_many_at_once_exchange_it_once(credential, tokens, grants):
    await grow_old()
    headers = await asyncio.gather(*(credential.headers() for _ in range(20)))
    assert all(each == headers[0] for each in headers)
    assert grants.count(REFRESH) == 2, "a second use would have ended them all"


async def test_two_threads_with_loops_of_their_own_exchange_it_once(tokens, employee, grants):
    """As two processes do: they share the database and nothing else."""
    await grow_old()
    together, found = threading.Barrier(4), []

    async def ask() -> None:
        http = HttpClient()
        found.append(await PersonalCredential(http, employee.pk).headers())
        await http.close()

    def process() -> None:
        together.wait()
        asyncio.run(ask())

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert len(found) == 4
    assert all(each == found[0] for each in found)
    assert grants.count(REFRESH) == 2


async def test_while_another_exchanges_it_the_old_one_is_used_as_long_as_it_lasts(credential, tokens, employee):
    await grow_old(expired=False)
    assert await store.lease(await kept(employee))
    assert await credential.headers() == bearer(tokens.access)


async def test_whoever_took_it_and_died_holds_nobody_up_for_long(credential, employee, monkeypatch):
    await grow_old()
    await store.lease(await kept(employee))
    await Credential.objects.aupdate(leased_until=timezone.now() + timedelta(seconds=0.3))
    assert await credential.headers() == bearer((await kept(employee)).tokens.access)


async def test_somebody_who_never_gives_it_back_is_not_waited_for_for_ever(credential, employee, monkeypatch):
    monkeypatch.setattr(personal, "PATIENCE", 0.3)
    await grow_old()
    await store.lease(await kept(employee))
    with pytest.raises(Unavailable):
        await credential.headers()


async def test_a_lease_is_one_persons(employee, tokens):
    found = await kept(employee)
    assert await store.lease(found)
    assert await store.lease(found) is None


async def test_whoever_comes_back_too_late_changes_nothing(employee, tokens):
    until = await store.lease(await kept(employee))
    assert until
    await Credential.objects.aupdate(leased_until=None)
    assert not await store.exchange(employee.pk, until, Tokens(Secret("late")))
    assert (await kept(employee)).tokens.access == tokens.access


async def test_keys_may_be_rotated_meanwhile(employee, tokens, settings):
    until = await store.lease(await kept(employee))
    assert until
    settings.ENCRYPTION_KEYS = (Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), *settings.ENCRYPTION_KEYS)
    await sync_to_async(store.reseal)()
    assert await store.exchange(employee.pk, until, Tokens(Secret("new")))


async def test_a_refused_exchange_ends_the_connection(credential, employee, grants, caplog):
    grants.end("family")
    await grow_old()
    with pytest.raises(NotConnected):
        await credential.headers()
    assert (await kept(employee)).is_refused
    assert "invalid_grant" in caplog.text


async def test_a_server_that_does_not_know_us_any_more_ends_the_connection(credential, employee, grants):
    with grants._transaction() as db:
        db.execute("DELETE FROM clients")
    await grow_old()
    with pytest.raises(NotConnected):
        await credential.headers()


async def test_a_server_that_is_away_costs_nothing_as_long_as_the_token_lasts(credential, tokens, employee, settings):
    await glean.server(credential.http)
    await grow_old(expired=False)
    glean._found[settings.UPSTREAM_URL] = (monotonic(), away(glean._found[settings.UPSTREAM_URL][1]))
    assert await credential.headers() == bearer(tokens.access)
    assert (await Credential.objects.aget()).leased_until is None, "the next one may try again"


async def test_a_server_that_is_away_is_no_reason_to_connect_again(credential, employee, settings):
    await glean.server(credential.http)
    await grow_old()
    glean._found[settings.UPSTREAM_URL] = (monotonic(), away(glean._found[settings.UPSTREAM_URL][1]))
    with pytest.raises(Unavailable):
        await credential.headers()
    assert not (await kept(employee)).is_refused


def away(server: glean.Server) -> glean.Server:
    provider = replace(server.provider, token_endpoint="http://127.0.0.1:9/token")
    return replace(server, provider=provider)


@pytest.fixture
async def exchange(credential, monkeypatch) -> tuple[asyncio.Task, asyncio.Event]:
    """One that is under way, and what lets it go on."""
    begun, go_on, send = asyncio.Event(), asyncio.Event(), calls.send

    async def slow(http, request):
        begun.set()
        await go_on.wait()
        return await send(http, request)

    await glean.server(credential.http)
    await grow_old()
    monkeypatch.setattr(calls, "send", slow)
    asking = asyncio.create_task(credential.headers())
    await begun.wait()
    return asking, go_on


async def test_whoever_leaves_in_the_middle_loses_no_token(exchange, employee):
    """The server has given new tokens: if nobody kept them, the old ones would be good for nothing."""
    asking, go_on = exchange
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    go_on.set()
    await personal.settled()
    assert not (await kept(employee)).is_due


async def test_whoever_disconnects_in_the_middle_is_disconnected(exchange, employee, grants):
    asking, go_on = exchange
    await store.remove(employee.pk)
    go_on.set()
    with pytest.raises(NotConnected):
        await asking
    assert not await Credential.objects.aexists()
    assert grants.count(ACCESS) == 0, "what came meanwhile is revoked"


# --- refused by the chat API --------------------------------------------------------------------------------------


@pytest.fixture
def client(credential: PersonalCredential, settings) -> GleanClient:
    return GleanClient(credential.http, connection._config(), credential)


async def test_a_token_that_the_chat_api_refuses_is_exchanged_and_the_request_sent_again(client, grants, tokens):
    with grants._transaction() as db:
        db.execute("DELETE FROM tokens WHERE kind = ?", (ACCESS,))
    assert await client.chats() == ()
    assert grants.count(ACCESS) == 1


async def test_without_a_refresh_token_the_connection_has_ended(client, grants, employee, tokens):
    await store.keep(employee.pk, Tokens(tokens.access))
    grants.end("family")
    with pytest.raises(NotConnected):
        await client.chats()
    assert (await kept(employee)).is_refused


async def test_a_token_that_ends_without_another_is_not_sent_any_more(client, employee, tokens):
    await store.keep(employee.pk, Tokens(tokens.access, expires_in=3600))
    await grow_old()
    with pytest.raises(NotConnected):
        await client.chats()
    assert (await kept(employee)).is_refused


async def test_it_asks_as_its_owner(client, sandbox: Backend, employee, stranger, http):
    sandbox.chats.create(_chat("hers", employee.email))
    sandbox.chats.create(_chat("his", stranger.email))
    assert [chat.id for chat in await client.chats()] == ["hers"]


def _chat(chat_id: str, owner: str) -> SavedChat:
    return SavedChat(chat_id, owner, chat_id, "", 1, 1)


async def test_disconnecting_stops_what_is_being_written(http, employee, tokens, monkeypatch):
    stopped = []

    async def stop_all(user):
        stopped.append(user)

    monkeypatch.setattr(connecting.run, "stop_all", stop_all)
    await connecting.disconnect(http, employee)
    assert stopped == [employee]
