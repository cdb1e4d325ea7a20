import asyncio

import pytest
from django.db import OperationalError

from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import follow, reader, store
from webchat.replies.log import Page
from webchat.upstream.types.replies import TextDelta


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(follow, "PAUSE", 0)
    monkeypatch.setattr(follow, "PAUSE_AFTER_ERROR", 0)


@pytest.fixture
async def reply(employee):
    """One that another process writes."""
    return await Reply.objects.acreate(user=employee, send_key="k1", prompt="How many days?")


async def said(reply, number, *entries):
    await store.commit([Page(reply.id, number, entries)], [reply.id])


async def rest_of(reading):
    return [entry async for batch in reading for entry in batch]


async def test_a_reader_gets_what_there_is_at_once_and_what_follows_to_the_end(reply):
    await said(reply, 0, TextDelta("a"))
    reading = reader.read(reply)
    assert await anext(reading) == [TextDelta("a")]
    await said(reply, 1, TextDelta("b"), Ended())
    assert await rest_of(reading) == [TextDelta("b"), Ended()]


async def test_many_readers_cost_one_look(reply, monkeypatch):
    looks = []
    look = store.look

    async def counted(positions):
        looks.append(list(positions))
        return await look(positions)

    monkeypatch.setattr(store, "look", counted)
    readings = [reader.read(reply) for _ in range(20)]
    for reading in readings:
        await anext(reading)
    assert len(looks) == 1
    await said(reply, 0, TextDelta("a"), Ended())
    assert await asyncio.gather(*map(rest_of, readings)) == [[TextDelta("a"), Ended()]] * 20


async def test_nothing_is_looked_for_when_nobody_reads(reply):
    reading = reader.read(reply)
    await anext(reading)
    await reading.aclose()
    assert follow._copies == {}
    while follow._followers:
        await asyncio.sleep(0)


async def test_a_reader_who_comes_when_the_last_one_goes_is_followed_for_too(reply):
    reading = reader.read(reply)
    await anext(reading)
    [follower] = follow._followers
    await reading.aclose()
    while not follower.done():
        await asyncio.sleep(0)
    later = reader.read(reply)  # in the same turn of the loop in which nobody was left to follow for
    await anext(later)
    await said(reply, 0, TextDelta("a"), Ended())
    assert await rest_of(later) == [TextDelta("a"), Ended()]


async def test_a_reader_of_a_deleted_reply_is_not_left_waiting(reply):
    reading = reader.read(reply)
    await anext(reading)
    await reply.adelete()
    assert await rest_of(reading) == [Ended("interrupted")]


async def test_a_reader_of_a_reply_that_was_forgotten_is_not_left_waiting(reply):
    await Reply.objects.aupdate(status="finished", prompt="")
    assert await rest_of(reader.read(reply)) == [Ended("finished")]


async def test_a_database_that_is_away_for_a_while_costs_nothing(reply, monkeypatch, caplog):
    await said(reply, 0, TextDelta("a"))
    reading = reader.read(reply)
    await anext(reading)
    failures = iter([OperationalError("gone"), OperationalError("still gone")])
    look = store.look

    async def failing(positions):
        for failure in failures:
            raise failure
        return await look(positions)

    monkeypatch.setattr(store, "look", failing)
    await said(reply, 1, TextDelta("b"), Ended())
    assert await rest_of(reading) == [TextDelta("b"), Ended()]
