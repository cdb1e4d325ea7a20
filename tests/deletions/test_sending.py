import asyncio
import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models import ProtectedError
from django.utils import timezone

from tests.deletions.conftest import beat, pass_the_window
from webchat.deletions import sending, store
from webchat.models import AttachedFile, Deletion, Reply, ReplyEvent
from webchat.rendering.reply import Ended
from webchat.replies import store as replies
from webchat.replies.log import Page
from webchat.upstream.errors import Forbidden, RateLimited, TokenRefused, Unavailable, Unreachable
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import ChatFile


async def test_nothing_is_sent_early_and_everything_afterwards(employee, api, settings):
    await store.hide(employee, ["c1", "c3"])
    await beat()
    assert api.deletes == []
    due_in = (await Deletion.objects.aget()).due_at - timezone.now()
    assert due_in > timedelta(seconds=settings.UNDO_SECONDS - 2)
    await pass_the_window()
    await beat()
    assert api.deletes == [["c1", "c3"]]
    assert list(api.saved) == ["c2"]
    assert not await Deletion.objects.aexists()


async def test_what_is_undone_is_never_sent(employee, api):
    await store.hide(employee, ["c1"])
    await pass_the_window()
    await store.undo(employee)
    await beat()
    assert api.deletes == []


async def test_what_was_said_in_a_chat_is_kept_until_then_and_forgotten_with_it(employee, api):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="Secret", chat_id="c1")
    await replies.commit([Page(reply.id, 0, (TextDelta("Half"), Ended("failed")))], [reply.id])
    await store.hide(employee, ["c1"])
    await beat()
    assert await Reply.objects.filter(prompt="Secret").aexists()
    await pass_the_window()
    await beat()
    assert not await Reply.objects.filter(prompt="Secret").aexists()
    assert not await ReplyEvent.objects.aexists()


async def test_a_file_goes_with_its_row(employee, api):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=2000)
    api.kept_files["up-1"] = ChatFile("up-1")
    await store.hide(employee, files=[file])
    await pass_the_window()
    await beat()
    assert api.kept_files == {}
    assert not await AttachedFile.objects.aexists()


async def test_an_upstream_that_is_down_gets_it_when_it_is_back(employee, api):
    api.delete_errors = [Unreachable(), Unavailable(), TokenRefused()]
    await store.hide(employee, ["c1"])
    for _ in range(4):
        await pass_the_window()
        await beat()
        assert (await store.hidden(employee)).chat_ids == ({"c1"} if "c1" in api.saved else set())
    assert len(api.deletes) == 4
    assert "c1" not in api.saved


async def test_the_pause_grows_and_is_at_least_what_the_upstream_asks_for(employee, api):
    pauses = [sending.pause_after(tries, Unavailable()).total_seconds() for tries in (1, 2, 3, 30)]
    assert pauses == [5, 10, 20, 3600]
    assert sending.pause_after(1, RateLimited(retry_after=30)).total_seconds() == 30
    api.delete_errors = [Unavailable()]
    await store.hide(employee, ["c1"])
    await pass_the_window()
    await beat()
    await beat()
    assert len(api.deletes) == 1
    assert (await Deletion.objects.aget()).due_at < timezone.now() + timedelta(seconds=6)


async def test_after_a_day_it_is_given_up_and_shown_again(employee, api, caplog):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=2000)
    api.delete_errors = [Forbidden("Secret words")]
    await store.hide(employee, ["c1"], [file])
    await Deletion.objects.aupdate(tries=sending.MOST_TRIES - 1)
    await pass_the_window()
    await beat()
    assert await store.hidden(employee) == store.Hidden()
    assert await AttachedFile.objects.filter(deletion=None).aexists()
    [error] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "given up" in error
    words = set(re.findall(r"\w+", caplog.text))
    assert words.isdisjoint({"c1", "Secret", "plan", "erin"})


async def test_an_error_of_our_own_is_told_in_full_and_tried_again_like_any_other(employee, api, caplog):
    api.delete_errors = [RuntimeError("boom")]
    await store.hide(employee, ["c1"])
    await pass_the_window()
    await beat()
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]
    assert (await Deletion.objects.aget()).due_at < timezone.now() + timedelta(seconds=6)
    await pass_the_window()
    await beat()
    assert "c1" not in api.saved


async def test_a_database_that_is_away_costs_no_delete(employee, api, monkeypatch):
    await store.hide(employee, ["c1"])
    await pass_the_window()
    with monkeypatch.context() as patch:
        patch.setattr(store, "keep", lambda *_: (_ for _ in ()).throw(OperationalError("away")))
        await beat()
    assert await Deletion.objects.acount() == 1
    await pass_the_window()
    await beat()
    assert not await Deletion.objects.aexists()


async def test_a_day_is_what_the_tries_last():
    pauses = [sending.pause_after(tries, Unavailable()) for tries in range(1, sending.MOST_TRIES)]
    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(hours=28)


async def test_what_is_gone_upstream_already_does_not_keep_the_rest(employee, api):
    await store.hide(employee, ["c1", "gone", "c2", "gone too", "c3"])
    await pass_the_window()
    await beat()
    assert api.saved == {}
    assert not await Deletion.objects.aexists()


async def test_thousands_go_in_parts_and_a_part_that_is_done_is_not_sent_again(employee, api, monkeypatch):
    monkeypatch.setattr(sending, "MOST_IDS", 2)
    await store.hide(employee, ["c1", "c2", "c3"])
    deleted = api.delete_chats

    async def down_for_the_last(ids):
        api.delete_errors = [Unavailable()] if "c3" in ids and len(api.deletes) < 2 else []
        await deleted(ids)

    api.delete_chats = down_for_the_last
    for _ in range(2):
        await pass_the_window()
        await beat()
    assert api.deletes == [["c1", "c2"], ["c3"], ["c3"]]
    assert api.saved == {}


async def test_a_request_that_hangs_does_not_keep_others_waiting_and_ends(employee, stranger, api, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST_CALL", 0.05)
    deleted = api.delete_chats

    async def hang(ids):
        await (asyncio.Event().wait() if ids == ["c1"] else deleted(ids))

    api.delete_chats = hang
    await store.hide(employee, ["c1"])
    await store.hide(stranger, ["c2"])
    await pass_the_window()
    await beat()
    assert list(api.saved) == ["c1", "c3"]
    deletion = await Deletion.objects.aget()
    assert (deletion.tries, deletion.chat_ids) == (1, ["c1"])


async def test_no_more_than_a_few_are_sent_at_a_time(employee, stranger, api, monkeypatch):
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 1)
    gate, deleted = asyncio.Event(), api.delete_chats

    async def wait(ids):
        await gate.wait()
        await deleted(ids)

    api.delete_chats = wait
    await store.hide(employee, ["c1"])
    await store.hide(stranger, ["c2"])
    await pass_the_window()
    await sending.send_due()
    await sending.send_due()
    assert await Deletion.objects.filter(tries=1).acount() == 1
    gate.set()
    await sending.end()
    await beat()
    assert list(api.saved) == ["c3"]


async def test_a_process_that_ends_leaves_what_is_not_answered_to_another(employee, api, monkeypatch):
    deleted = api.delete_chats
    api.delete_chats = lambda ids: asyncio.Event().wait()
    await store.hide(employee, ["c1"])
    await pass_the_window()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "FAREWELL", 0)
        await beat()
    api.delete_chats = deleted
    await beat()
    assert "c1" in api.saved  # the lease of the one that ended is not over
    await pass_the_window()
    await beat()
    assert "c1" not in api.saved


@pytest.mark.parametrize("is_active", [True, False])
async def test_a_user_who_is_deactivated_meant_it_all_the_same(employee, api, is_active):
    await store.hide(employee, ["c1"])
    employee.is_active = is_active
    await employee.asave()
    await pass_the_window()
    await beat()
    assert "c1" not in api.saved


async def test_nobody_goes_before_their_deletes_are_sent(employee, api):
    await store.hide(employee, ["c1"])
    with pytest.raises(ProtectedError):
        await employee.adelete()
    await pass_the_window()
    await beat()
    assert api.deletes == [["c1"]]
    await employee.adelete()
