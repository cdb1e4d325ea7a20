import asyncio
from uuid import uuid4

import pytest
from django.db import OperationalError

from tests.fakes import ScriptedClient
from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import beat, run, store
from webchat.replies.limits import Message
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyStarted, TextDelta


@pytest.fixture(autouse=True)
async def no_run_is_left(employee):
    async with run.running(grace=0):
        yield
    await beat.commit()


async def written(user, *events):
    """A reply that has said this and goes on."""
    client = ScriptedClient((*events, TextDelta("the rest")), gate=asyncio.Event())
    message = Message(user=user, prompt=Prompt(text="How many days?"), send_key=uuid4().hex)
    reply = await run.start(client, message)
    while len(run.here()[reply.id].log.entries) < len(events):
        await asyncio.sleep(0)
    return reply


async def test_text_since_the_last_beat_is_one_row(employee):
    reply = await written(employee, TextDelta("Twenty "), TextDelta("days."))
    await beat.commit()
    assert await store.entries(reply.id) == [TextDelta("Twenty days.")]


async def test_a_beat_that_failed_is_made_up_for_by_the_next(employee, monkeypatch):
    reply = await written(employee, TextDelta("Twenty "))
    with monkeypatch.context() as patch:
        patch.setattr(store, "_update", lambda page: (_ for _ in ()).throw(OperationalError("locked")))
        with pytest.raises(OperationalError):
            await beat.commit()
    run.here()[reply.id].log.append(TextDelta("days."))
    await beat.commit()
    await beat.commit()
    assert await store.entries(reply.id) == [TextDelta("Twenty "), TextDelta("days.")]


async def test_one_reply_that_cannot_be_kept_does_not_keep_the_others_from_it(employee, caplog):
    bad = await written(employee, ReplyStarted(None))
    good = await written(employee, TextDelta("Twenty days."))
    await beat.commit()
    assert await store.entries(good.id) == [TextDelta("Twenty days.")]
    assert bad.id not in run.here()


async def test_a_reply_whose_user_is_deleted_is_ended_and_forgotten(employee):
    reply = await written(employee, TextDelta("Twenty days."))
    task = run.here()[reply.id].task
    await Reply.objects.all().adelete()
    await beat.commit()
    assert run.here() == {}
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_whatever_goes_wrong_the_clock_goes_on(employee, monkeypatch, caplog):
    failing = iter([RuntimeError("boom")])
    monkeypatch.setattr(beat, "BEAT", 0)
    monkeypatch.setattr(beat, "BEATS_BETWEEN_SWEEPS", 1)
    sweep = store.sweep

    async def fail_once(suspects):
        for error in failing:
            raise error
        return await sweep(suspects)

    monkeypatch.setattr(store, "sweep", fail_once)
    async with beat.beating():
        reply = await written(employee, TextDelta("Twenty days."))
        run.stop_here(reply.id)
        while run.here():
            await asyncio.sleep(0)
    assert await store.entries(reply.id) == [TextDelta("Twenty days."), Ended("stopped")]
    assert "beat missed" in caplog.text


async def test_what_was_said_last_is_kept_when_the_process_ends(employee, settings):
    settings.SHUTDOWN_GRACE = 0
    async with beat.beating():
        reply = await written(employee, TextDelta("Twenty days."))
    assert (await store.entries(reply.id))[-1] == Ended("interrupted")
