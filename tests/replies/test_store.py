from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from webchat.models import AttachedFile, Reply
from webchat.rendering.reply import Ended
from webchat.replies import store
from webchat.replies.log import Page
from webchat.upstream.types.replies import ReplyStarted, TextDelta


@pytest.fixture
async def reply(employee):
    return await Reply.objects.acreate(user=employee, send_key="k1", prompt="How many days?")


async def test_entries_come_back_in_order_and_from_any_number(reply):
    await store.commit([Page(reply.id, 0, (ReplyStarted("c1"), TextDelta("a")))], [reply.id])
    await store.commit([Page(reply.id, 2, (Ended(),))], [reply.id])
    assert await store.entries(reply.id) == [ReplyStarted("c1"), TextDelta("a"), Ended()]
    assert (await store.look({reply.id: 2})).entries == {reply.id: [Ended()]}


async def test_a_page_that_comes_again_is_one_page(reply):
    page = Page(reply.id, 0, (TextDelta("a"),))
    await store.commit([page], [reply.id])
    await store.commit([page], [reply.id])
    assert await store.entries(reply.id) == [TextDelta("a")]


async def test_a_commit_is_whole_or_not_at_all(reply):
    chat_id_that_is_none = ReplyStarted(None)
    with pytest.raises(IntegrityError):
        await store.commit([Page(reply.id, 0, (TextDelta("a"), chat_id_that_is_none))], [reply.id])
    assert await store.entries(reply.id) == []
    await reply.arefresh_from_db()
    assert reply.is_running


async def test_nothing_is_added_to_a_reply_that_somebody_else_has_ended(reply):
    await Reply.objects.aupdate(status="interrupted")
    marks = await store.commit([Page(reply.id, 0, (TextDelta("a"),))], [reply.id])
    assert marks.lost == {reply.id}
    assert await store.entries(reply.id) == []


async def test_what_no_text_should_hold_is_kept_as_it_is(reply):
    entry = TextDelta("half \ud83d and \0")
    await store.commit([Page(reply.id, 0, (entry,))], [reply.id])
    assert await store.entries(reply.id) == [entry]


async def silent(seconds):
    await Reply.objects.aupdate(beat_at=timezone.now() - timedelta(seconds=seconds))


async def test_a_reply_whose_process_is_silent_is_interrupted_and_keeps_its_text(reply):
    await store.commit([Page(reply.id, 0, (TextDelta("half an ans"),))], [reply.id])
    await silent(16)
    await store.sweep(await store.sweep(()))
    assert await store.entries(reply.id) == [TextDelta("half an ans"), Ended("interrupted")]
    await reply.arefresh_from_db()
    assert reply.status == "interrupted"


async def test_a_reply_that_shows_signs_of_life_is_left_alone(reply):
    await silent(14)
    await store.sweep([reply.id])
    await reply.arefresh_from_db()
    assert reply.is_running


async def test_a_process_that_was_cut_off_from_the_database_has_time_to_show_that_it_lives(reply):
    await silent(60)
    suspects = await store.sweep(())
    await store.commit([], [reply.id])
    assert suspects == {reply.id}
    assert await store.sweep(suspects) == frozenset()
    await reply.arefresh_from_db()
    assert reply.is_running


async def test_what_was_said_is_forgotten_after_an_hour_and_the_key_after_a_month(reply):
    await store.commit([Page(reply.id, 0, (TextDelta("a"), Ended()))], [reply.id])
    await Reply.objects.aupdate(ended_at=timezone.now() - timedelta(minutes=61))
    await store.sweep(())
    await reply.arefresh_from_db()
    assert (reply.prompt, await store.entries(reply.id)) == ("", [])
    await Reply.objects.aupdate(ended_at=timezone.now() - timedelta(days=31))
    await store.sweep(())
    assert not await Reply.objects.aexists()


async def test_files_of_a_failed_reply_go_along_with_the_next(reply, employee):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="u", name="a", size=1, sent_with=reply.id)
    await store.commit([Page(reply.id, 0, (Ended("failed"),))], [reply.id])
    await file.arefresh_from_db()
    assert file.sent_with is None


async def test_a_deleted_chat_leaves_nothing_behind(reply, employee, stranger):
    await Reply.objects.aupdate(chat_id="c1")
    await AttachedFile.objects.acreate(user=employee, upstream_id="u", name="a", size=1, chat_id="c1")
    await AttachedFile.objects.acreate(user=stranger, upstream_id="v", name="b", size=1, chat_id="c1")
    await store.commit([Page(reply.id, 0, (TextDelta("a"),))], [reply.id])
    assert await store.forget_chats(employee, ["c1"]) == [reply.id]
    assert await store.entries(reply.id) == []
    assert [file.name async for file in AttachedFile.objects.all()] == ["b"]


async def test_how_a_chat_was_asked_is_kept_for_a_year(reply):
    await Reply.objects.aupdate(status="finished", choice={"application": "handbook", "agent": "brief"})
    for days, kept in ((364, True), (366, False)):
        await Reply.objects.aupdate(ended_at=timezone.now() - timedelta(days=days))
        await store.sweep(())
        assert await Reply.objects.aexists() is kept
