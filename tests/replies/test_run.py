import asyncio

import pytest

from tests.fakes import ScriptedClient
from webchat.models import AttachedFile, Reply
from webchat.rendering.reply import Ended
from webchat.replies import beat, reader, run
from webchat.replies.limits import Message, ServerFull
from webchat.upstream.errors import RateLimited
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta

EVENTS = (ReplyStarted("c1"), TextDelta("Twenty "), TextDelta("days."), ReplyFinished())


@pytest.fixture(autouse=True)
async def no_run_is_left(employee):
    async with run.running(grace=0):
        yield
    await beat.commit()


async def started(user, client, key="k1", files=()):
    return await run.start(client, message(user, key, files))


def message(user, key="k1", files=()):
    return Message(user=user, prompt=Prompt(text="How many days?"), send_key=key, files=files)


async def ended(reply):
    entries = [entry async for batch in reader.read(reply) for entry in batch]
    return entries[-1]


async def test_a_reply_is_logged_to_its_end(employee):
    reply = await started(employee, ScriptedClient(EVENTS))
    assert await ended(reply) == Ended()
    assert await reader.entries(reply) == [*EVENTS, Ended()]


async def test_a_reply_goes_on_when_nobody_reads_it(employee):
    reply = await started(employee, ScriptedClient(EVENTS))
    await run.here()[reply.id].task
    await beat.commit()
    await reply.arefresh_from_db()
    assert (reply.status, reply.chat_id) == ("finished", "c1")


async def test_the_same_key_is_the_same_reply(employee):
    client = ScriptedClient(EVENTS)
    replies = await asyncio.gather(*[started(employee, client) for _ in range(5)])
    await ended(replies[0])
    assert len({reply.id for reply in replies}) == len(client.prompts) == 1


async def test_the_same_key_of_another_user_is_another_reply(employee, stranger):
    client = ScriptedClient(EVENTS)
    assert (await started(employee, client)).id != (await started(stranger, client)).id


async def test_what_the_upstream_refuses_ends_the_reply_in_our_words(employee):
    reply = await started(employee, ScriptedClient(EVENTS[:2], RateLimited("secret detail", retry_after=3)))
    assert await ended(reply) == Ended("failed", RateLimited.sentence, RateLimited.advice)


async def test_an_error_of_our_own_ends_the_reply_too(employee, caplog):
    reply = await started(employee, ScriptedClient(EVENTS[:2], ZeroDivisionError("boom")))
    assert (await ended(reply)).status == "failed"
    assert "boom" not in (await ended(reply)).sentence


async def test_stopping_closes_the_upstream_and_keeps_the_text(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    reply = await started(employee, client)
    while len(run.here()[reply.id].log.entries) < 3:
        await asyncio.sleep(0)
    await run.stop(reply)
    assert await ended(reply) == Ended("stopped")
    assert client.closed == 1
    assert TextDelta("days.") in await reader.entries(reply)


async def test_a_reply_stopped_before_its_first_line_ends_as_stopped(employee):
    reply = await run._begin(ScriptedClient(EVENTS), message(employee))
    run.stop_here(reply.id)
    assert await ended(reply) == Ended("stopped")


async def test_a_browser_that_leaves_while_its_reply_begins_does_not_keep_it_from_being_answered(employee):
    client = ScriptedClient(EVENTS)
    request = asyncio.create_task(started(employee, client))
    await asyncio.sleep(0)
    request.cancel()
    while not (reply := await run.find(employee, "k1")) or reply.id not in run.here():
        await asyncio.sleep(0)
    assert await ended(reply) == Ended()


async def test_stopping_twice_or_after_the_end_is_harmless(employee):
    reply = await started(employee, ScriptedClient(EVENTS))
    assert await ended(reply) == Ended()
    await run.stop(reply)
    await beat.commit()
    await run.stop(reply)
    await reply.arefresh_from_db()
    assert reply.status == "finished"


async def test_a_stop_mark_from_another_process_is_seen_by_the_beat(employee):
    reply = await started(employee, ScriptedClient(EVENTS, gate=asyncio.Event()))
    await Reply.objects.filter(id=reply.id).aupdate(stop_requested=True)
    await beat.commit()
    assert await ended(reply) == Ended("stopped")


async def test_files_move_to_the_chat_their_message_began(employee):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.pdf", size=9)
    reply = await started(employee, ScriptedClient(EVENTS), files=[file])
    await ended(reply)
    await beat.commit()
    await file.arefresh_from_db()
    assert (file.chat_id, file.sent_with) == ("c1", reply.id)


async def test_shutting_down_lets_replies_finish(employee):
    gate = asyncio.Event()
    async with run.running(grace=5):
        reply = await started(employee, ScriptedClient(EVENTS, gate=gate))
        asyncio.get_running_loop().call_later(0.05, gate.set)
    assert await ended(reply) == Ended()


async def test_shutting_down_lets_replies_finish_that_begin_meanwhile(employee, monkeypatch):
    gates = asyncio.Event(), asyncio.Event()
    shutting_down, unfinished = asyncio.Event(), run._unfinished
    told = iter([shutting_down, gates[1]])  # at the first look at what is left, and at the second

    def looked():
        if event := next(told, None):
            event.set()
        return unfinished()

    monkeypatch.setattr(run, "_unfinished", looked)

    async def begin_late():
        await shutting_down.wait()
        reply = await started(employee, ScriptedClient(EVENTS, gate=gates[1]), "k2")
        gates[0].set()
        return reply

    async with run.running(grace=5):
        await started(employee, ScriptedClient(EVENTS, gate=gates[0]))
        late = asyncio.create_task(begin_late())
    assert await ended(await late) == Ended()


async def test_after_that_no_reply_begins(employee):
    async with run.running(grace=0):
        pass
    with pytest.raises(ServerFull):
        await started(employee, ScriptedClient(EVENTS))


async def test_shutting_down_interrupts_what_does_not_finish(employee):
    async with run.running(grace=0):
        reply = await started(employee, ScriptedClient(EVENTS, gate=asyncio.Event()))
    assert await ended(reply) == Ended("interrupted")


@pytest.mark.parametrize("is_stopped", [True, False])
async def test_the_time_it_took_is_kept_with_its_end(employee, is_stopped):
    reply = await started(employee, ScriptedClient(EVENTS, gate=asyncio.Event() if is_stopped else None))
    if is_stopped:
        await asyncio.sleep(0)
        run.stop_here(reply.id)
    await ended(reply)
    await beat.commit()
    assert run.here() == {}
    last = (await reader.entries(reply))[-1]
    assert last.seconds is not None
