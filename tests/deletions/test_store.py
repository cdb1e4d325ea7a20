import asyncio
from datetime import timedelta
from threading import Barrier

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from tests.deletions.conftest import pass_the_window
from webchat.deletions import store
from webchat.models import AttachedFile, Deletion
from webchat.upstream.types.saved import ChatSummary


@pytest.fixture
async def file(employee):
    return await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=2000)


async def test_what_is_deleted_is_hidden_from_its_owner_only(employee, stranger):
    await store.hide(employee, ["c1"])
    hidden = await store.hidden(employee)
    assert hidden.without([ChatSummary("c1"), ChatSummary("c2")]) == [ChatSummary("c2")]
    assert (await store.hidden(stranger)).chat_ids == frozenset()


async def test_what_is_undone_is_as_it_was(employee, file):
    await store.hide(employee, ["c1"], [file])
    assert await AttachedFile.objects.filter(deletion=None).acount() == 0
    assert await store.undo(employee)
    assert await store.hidden(employee) == store.Hidden()
    await file.arefresh_from_db()
    assert file.deletion_id is None


async def test_deletes_that_follow_each_other_are_one_and_have_the_time_of_the_last(employee, file, settings):
    await store.hide(employee, ["c1"], left="c1")
    await Deletion.objects.aupdate(due_at=timezone.now() + timedelta(milliseconds=500))
    await store.hide(employee, ["c2", "c3"])
    await store.hide(employee, files=[file])
    last = (await store.hidden(employee)).last
    assert (last.chat_ids, last.files.count(), last.left) == (["c1", "c2", "c3"], 1, "c1")
    assert last.milliseconds_left > (settings.UNDO_SECONDS - 2) * 1000


async def test_a_second_delete_changes_nothing(employee, file):
    await store.hide(employee, ["c1"], [file])
    await pass_the_window()
    before = await Deletion.objects.aget()
    await store.hide(employee, ["c1"], [file])
    after = await Deletion.objects.aget()
    assert (after.chat_ids, after.due_at) == (before.chat_ids, before.due_at)
    await store.claim(1)
    await store.hide(employee, ["c1"], [file])
    assert await Deletion.objects.acount() == 1


async def test_what_is_on_its_way_cannot_be_undone_and_what_comes_next_can(employee):
    await store.hide(employee, ["c1"])
    await pass_the_window()
    await store.claim(1)
    assert await store.undo(employee) is None
    await store.hide(employee, ["c2"])
    assert (await store.undo(employee)).chat_ids == ["c2"]
    assert (await store.hidden(employee)).chat_ids == {"c1"}


async def test_nobody_undoes_what_somebody_else_has_deleted(employee, stranger):
    await store.hide(employee, ["c1"])
    theirs = (await store.hidden(employee)).last
    assert await store.undo(stranger) is None
    assert await store.undo(stranger, theirs.id) is None
    assert (await store.hidden(employee)).chat_ids == {"c1"}


async def test_an_old_notice_does_not_undo_a_newer_delete(employee):
    await store.hide(employee, ["c1"])
    old = (await store.hidden(employee)).last
    await pass_the_window()
    await store.claim(1)
    await store.hide(employee, ["c2"])
    assert await store.undo(employee, old.id) is None
    assert (await store.hidden(employee)).chat_ids == {"c1", "c2"}


async def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(employee):
    await store.hide(employee, ["c1"])
    assert await store.claim(5) == []
    await pass_the_window()
    assert [each.tries for each in await store.claim(5)] == [1]
    assert await store.claim(5) == []
    await pass_the_window()
    assert [each.tries for each in await store.claim(5)] == [2]


# --- two at once, each in a thread and with a connection of its own --------------------------------------------------


async def at_once(*calls):
    """What they return, begun in the same moment."""
    start = Barrier(len(calls))

    def begin(call):
        start.wait(10)
        try:
            return call()
        finally:
            connection.close()

    return await asyncio.gather(*(sync_to_async(begin, thread_sensitive=False)(call) for call in calls))


@pytest.mark.parametrize("_", range(5))
async def test_of_two_processes_one_claims(employee, _):
    await store.hide(employee, ["c1"])
    await pass_the_window()
    found = await at_once(*[lambda: store.claim.__wrapped__(5)] * 2)
    assert sorted(map(len, found)) == [0, 1]


@pytest.mark.parametrize("_", range(5))
async def test_of_undo_and_sender_exactly_one_wins(employee, _):
    await store.hide(employee, ["c1"])
    await pass_the_window()
    undone, claimed = await at_once(lambda: store.undo.__wrapped__(employee), lambda: store.claim.__wrapped__(5))
    assert bool(undone) != bool(claimed)
    assert await Deletion.objects.acount() == len(claimed)


async def test_two_deletes_at_once_are_one_deletion_without_a_chat_twice(employee):
    await at_once(
        lambda: store.hide.__wrapped__(employee, ["c1", "c2"]), lambda: store.hide.__wrapped__(employee, ["c2", "c3"])
    )
    deletion = await Deletion.objects.aget()
    assert sorted(deletion.chat_ids) == ["c1", "c2", "c3"]
