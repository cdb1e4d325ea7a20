"""What an administrator may change about others."""

import asyncio

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.test import AsyncClient

from tests.fakes import ScriptedClient
from webchat.accounts import people
from webchat.deletions import store
from webchat.models import Deletion, Reply, Session, TemporaryChat, User
from webchat.replies import beat, limits, run
from webchat.replies.limits import AccountDeactivated, Message
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyStarted, TextDelta

EVENTS = (ReplyStarted("c1"), TextDelta("Twenty "), TextDelta("days."))


@pytest.fixture(autouse=True)
async def no_run_is_left(employee: User):
    async with run.running(grace=0):
        yield
    await beat.commit()


@pytest.fixture
def api() -> ScriptedClient:
    """It never says the last word."""
    return ScriptedClient(EVENTS, gate=asyncio.Event())


async def ask(api: ScriptedClient, user: User, key: str = "k1", chat_id: str = "c1") -> Reply:
    return await run.start(api, Message(user=user, prompt=Prompt(text="How many?", chat_id=chat_id), send_key=key))


async def test_deactivating_stops_what_is_written_and_closes_its_connection(
    api: ScriptedClient, admin: User, employee: User
):
    reply = await ask(api, employee)
    while not api.prompts:
        await asyncio.sleep(0)
    await people.deactivate(admin, employee)
    await asyncio.gather(run.here()[reply.id].task, return_exceptions=True)
    assert api.closed == 1
    await beat.commit()
    await reply.arefresh_from_db()
    assert reply.status == Reply.Status.STOPPED


async def test_deactivating_sends_nothing_of_what_waits(api: ScriptedClient, admin: User, employee: User):
    await ask(api, employee)
    await ask(api, employee, "k2")
    tasks = [each.task for each in run.here().values()]
    await people.deactivate(admin, employee)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(api.prompts) <= 1
    await beat.commit()
    assert not await Reply.objects.filter(status=Reply.Status.RUNNING).aexists()


async def test_deactivating_leaves_what_others_ask_alone(
    api: ScriptedClient, admin: User, employee: User, stranger: User
):
    reply = await ask(api, stranger)
    await people.deactivate(admin, employee)
    assert not run.here()[reply.id].task.done()


async def test_a_message_that_comes_in_at_that_moment_is_not_sent(api: ScriptedClient, admin: User, employee: User):
    """Its request came through the door before."""
    await people.deactivate(admin, employee)
    with pytest.raises(AccountDeactivated):
        await ask(api, employee)
    assert not await Reply.objects.aexists()


async def test_whatever_comes_first_nothing_runs_in_the_end(api: ScriptedClient, admin: User, employee: User):
    asking = [asyncio.create_task(ask(api, employee, f"k{n}", f"c{n}")) for n in range(8)]
    await people.deactivate(admin, employee)
    await asyncio.gather(*asking, return_exceptions=True)
    assert not await limits.running(employee.pk).filter(stop_requested=False).aexists()


async def test_deactivating_ends_the_sessions_of_that_user_only(
    signed_in: AsyncClient, admin: User, employee: User, stranger: User
):
    await AsyncClient().aforce_login(stranger)
    await people.deactivate(admin, employee)
    assert [session.user_id async for session in Session.objects.all()] == [stranger.pk]


async def test_deactivating_deletes_temporary_chats(admin: User, employee: User):
    await TemporaryChat.objects.acreate(user=employee)
    await people.deactivate(admin, employee)
    assert not await TemporaryChat.objects.aexists()


async def test_what_somebody_has_deleted_is_deleted_although_they_are_deactivated(admin: User, employee: User):
    await store.hide(employee, ["c1"])
    await people.deactivate(admin, employee)
    assert (await Deletion.objects.aget()).chat_ids == ["c1"]


async def test_nobody_can_be_deleted_before_what_they_have_deleted_is(employee: User):
    await store.hide(employee, ["c1"])
    with pytest.raises(ProtectedError):
        await employee.adelete()
    await Deletion.objects.all().adelete()
    await employee.adelete()


async def test_deleting_a_user_stops_what_is_written(api: ScriptedClient, employee: User):
    reply = await ask(api, employee)
    while not api.prompts:
        await asyncio.sleep(0)
    task = run.here()[reply.id].task
    await employee.adelete()
    await beat.commit()
    await asyncio.gather(task, return_exceptions=True)
    assert api.closed == 1
    assert run.here() == {}


async def test_who_is_reactivated_can_sign_in_and_is_not_signed_in(signed_in: AsyncClient, admin: User, employee: User):
    await people.deactivate(admin, employee)
    await Session.objects.acreate(session_key="of that moment", user=employee, expire_date="2099-01-01T00:00Z")
    await people.reactivate(admin, employee)
    await employee.arefresh_from_db()
    assert employee.is_active
    assert not await Session.objects.aexists()


@pytest.mark.parametrize("change", [people.deactivate, people.reactivate, people.make_administrator])
async def test_only_an_administrator_changes_others(change, employee: User, stranger: User):
    with pytest.raises(PermissionDenied):
        await change(employee, stranger)
    await stranger.arefresh_from_db()
    assert (stranger.is_active, stranger.is_staff) == (True, False)


@pytest.mark.parametrize("change", [people.deactivate, people.make_employee])
async def test_nobody_changes_themselves(change, admin: User):
    with pytest.raises(PermissionDenied):
        await change(admin, admin)
    await admin.arefresh_from_db()
    assert (admin.is_active, admin.is_staff) == (True, True)


@pytest.mark.parametrize("change", [people.deactivate, people.make_employee])
async def test_two_administrators_who_change_each_other_leave_one(change, admin: User):
    other = await User.objects.acreate(email="ada@example.com", is_staff=True)
    await asyncio.gather(change(admin, other), change(other, admin), return_exceptions=True)
    assert await User.objects.filter(is_staff=True, is_active=True).acount() == 1


async def test_an_administrator_is_made_and_unmade(admin: User, employee: User):
    await people.make_administrator(admin, employee)
    await employee.arefresh_from_db()
    assert employee.is_staff
    await people.make_employee(employee, admin)
    await admin.arefresh_from_db()
    assert (admin.is_staff, admin.is_superuser) == (False, False)
