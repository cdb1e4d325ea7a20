from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import store
from webchat.upstream.types import ReplyStarted, TextDelta


@pytest.fixture
async def reply(employee):
    return await Reply.objects.acreate(user=employee, send_key="k1", prompt="How many days?")


async def test_entries_come_back_in_order_and_from_any_number(reply):
    await store.commit([store.Page(reply.id, 0, [ReplyStarted("c1"), TextDelta("a")])], [reply.id])
    await store.commit([store.Page(reply.id, 2, [Ended()])], [reply.id])
    assert await store.entries(reply.id) == [ReplyStarted("c1"), TextDelta("a"), Ended()]
    assert await store.entries(reply.id, 2) == [Ended()]


async def test_a_commit_is_whole_or_not_at_all(reply):
    await store.commit([store.Page(reply.id, 0, [TextDelta("a")])], [])
    with pytest.raises(IntegrityError):
        await store.commit([store.Page(reply.id, 1, [Ended()]), store.Page(reply.id, 0, [TextDelta("b")])], [])
    assert await store.entries(reply.id) == [TextDelta("a")]
    await reply.arefresh_from_db()
    assert reply.is_running


async def test_a_reader_in_another_process_gets_the_whole_and_the_end(reply, monkeypatch):
    monkeypatch.setattr(store, "POLL", 0)
    reader = store.read(reply.id)
    assert await anext(reader) == []
    await store.commit([store.Page(reply.id, 0, [TextDelta("a")])], [])
    assert await anext(reader) == [TextDelta("a")]
    await store.commit([store.Page(reply.id, 1, [Ended()])], [])
    assert [batch async for batch in reader] == [[Ended()]]


async def test_a_reader_of_a_deleted_reply_is_not_left_waiting(reply, monkeypatch):
    monkeypatch.setattr(store, "POLL", 0)
    await reply.adelete()
    assert [batch async for batch in store.read(reply.id)] == [[], [Ended("interrupted")]]


async def test_a_reply_whose_process_is_silent_is_interrupted_and_keeps_its_text(reply):
    await store.commit([store.Page(reply.id, 0, [TextDelta("half an ans")])], [])
    await Reply.objects.aupdate(beat_at=timezone.now() - timedelta(seconds=31))
    await store.sweep()
    assert await store.entries(reply.id) == [TextDelta("half an ans"), Ended("interrupted")]
    await reply.arefresh_from_db()
    assert reply.status == "interrupted"


async def test_a_reply_that_shows_signs_of_life_is_left_alone(reply):
    await Reply.objects.aupdate(beat_at=timezone.now() - timedelta(seconds=29))
    await store.sweep()
    await reply.arefresh_from_db()
    assert reply.is_running


async def test_replies_are_forgotten_an_hour_after_their_end(reply):
    await Reply.objects.aupdate(status="finished", ended_at=timezone.now() - timedelta(minutes=61))
    await store.sweep()
    assert not await Reply.objects.aexists()
