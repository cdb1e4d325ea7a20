import pytest

from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import run, store, unread
from webchat.replies.log import Page, ReplyLog

FINISHED = Reply.Status.FINISHED


async def reply_in(user, chat_id, status=FINISHED):
    return await Reply.objects.acreate(user=user, send_key=f"k-{chat_id}", chat_id=chat_id, status=status)


@pytest.mark.parametrize("status", ["finished", "failed", "interrupted"])
async def test_a_reply_that_ended_is_unread(employee, status):
    await reply_in(employee, "c1", status)
    assert await unread.chats(employee) == {"c1"}


@pytest.mark.parametrize("status", ["running", "stopped"])
async def test_one_that_is_written_or_was_stopped_by_its_reader_is_not(employee, status):
    await reply_in(employee, "c1", status)
    assert await unread.chats(employee) == frozenset()


async def test_a_chat_that_was_opened_is_read_and_the_others_are_not(employee):
    for chat_id in ("c1", "c2"):
        await reply_in(employee, chat_id)
    await unread.see_chat(employee, "c1")
    assert await unread.chats(employee) == {"c2"}


async def test_opening_a_chat_while_a_reply_is_written_is_not_reading_its_end(employee):
    reply = await reply_in(employee, "c1", "running")
    await unread.see_chat(employee, "c1")
    await store.commit([Page(reply.id, 0, (Ended(),))], [reply.id])
    assert await unread.chats(employee) == {"c1"}


async def test_an_end_that_was_seen_before_the_database_knew_of_it_is_read(employee):
    reply = await reply_in(employee, "c1", "running")
    await unread.see(reply)
    await store.commit([Page(reply.id, 0, (Ended(),))], [reply.id])
    assert await unread.chats(employee) == frozenset()


async def test_an_end_that_the_database_does_not_know_yet_is_unread(employee, monkeypatch):
    reply = await reply_in(employee, "c1", "running")
    log = ReplyLog(reply.id)
    log.append(Ended())
    monkeypatch.setitem(run._runs, reply.id, run.Run(log, task=None))
    assert await unread.chats(employee) == {"c1"}


async def test_what_others_have_not_read_is_not_mine(employee, stranger):
    await reply_in(stranger, "c1")
    assert await unread.chats(employee) == frozenset()
    await unread.see_chat(employee, "c1")
    assert await unread.chats(stranger) == {"c1"}


async def test_a_deleted_chat_is_not_unread(employee):
    await reply_in(employee, "c1")
    await store.forget_chats(employee, ["c1"])
    assert await unread.chats(employee) == frozenset()
