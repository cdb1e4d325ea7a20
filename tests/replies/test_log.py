import asyncio
from uuid import uuid4

from webchat.rendering.reply import Ended
from webchat.replies.log import ReplyLog, joined
from webchat.upstream.types.replies import Notice, TextDelta


async def read_all(log):
    return [entry async for batch in log.read() for entry in batch]


async def test_a_reader_who_comes_late_gets_the_whole():
    log = ReplyLog(uuid4())
    log.append(TextDelta("one"))
    log.append(Ended())
    assert await read_all(log) == [TextDelta("one"), Ended()]


async def test_a_reader_gets_what_follows_as_it_comes():
    log = ReplyLog(uuid4())
    reader = log.read()
    assert await anext(reader) == []
    log.append(TextDelta("one"))
    assert await anext(reader) == [TextDelta("one")]


async def test_readers_do_not_take_from_each_other():
    log = ReplyLog(uuid4())
    both = asyncio.gather(read_all(log), read_all(log))
    for entry in (TextDelta("one"), TextDelta("two"), Ended()):
        log.append(entry)
        await asyncio.sleep(0)
    first, second = await both
    assert first == second == [TextDelta("one"), TextDelta("two"), Ended()]


async def test_a_quiet_reader_is_told_that_nothing_came():
    reader = ReplyLog(uuid4()).read(quiet=0)
    await anext(reader)
    assert await anext(reader) == []


async def test_nothing_comes_after_the_end():
    log = ReplyLog(uuid4())
    log.append(Ended("stopped"))
    log.append(TextDelta("too late"))
    assert log.entries == [Ended("stopped")]


def test_neighbouring_pieces_of_text_become_one():
    entries = [TextDelta("a"), TextDelta("b"), Notice("n"), TextDelta("c")]
    assert joined(entries) == [TextDelta("ab"), Notice("n"), TextDelta("c")]


def test_its_end_tells_how_long_it_took_since_it_went_to_the_upstream(monkeypatch):
    clock = iter([100.0, 130.0, 132.44])
    monkeypatch.setattr("webchat.replies.log.monotonic", lambda: next(clock))
    log = ReplyLog(uuid4())
    log.begin()
    log.begin()  # it was not taken the first time
    log.end("stopped")
    assert (log.ended, log.ended.seconds) == (Ended("stopped"), 2.4)


def test_what_never_went_took_no_time():
    log = ReplyLog(uuid4())
    log.end("stopped")
    assert log.ended.seconds is None
