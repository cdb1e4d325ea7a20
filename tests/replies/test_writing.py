import asyncio
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.fakes import ScriptedClient
from webchat.models import Reply
from webchat.rendering.reply import Ended, Sent, Waiting
from webchat.replies import beat, limits, reader, run, writing
from webchat.replies.limits import Message, ReplyTooLong, ReplyTooSlow
from webchat.upstream.errors import RateLimited, SpendLimitReached, TimedOut
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta

EVENTS = (ReplyStarted("c1"), TextDelta("Twenty days."), ReplyFinished())


@pytest.fixture(autouse=True)
async def hurried(employee, monkeypatch):
    monkeypatch.setattr(writing, "GLANCE", 0.01)
    monkeypatch.setattr(writing, "PAUSE", 0.01)
    async with run.running(grace=0):
        yield
    await beat.commit()


async def started(user, client, key="k1", chat_id=""):
    prompt = Prompt(text=f"Question {key}", chat_id=chat_id)
    return await run.start(client, Message(user=user, prompt=prompt, send_key=key))


async def entries(reply):
    return [entry async for batch in reader.read(reply) for entry in batch]


async def logged(reply, kind):
    while not any(isinstance(entry, kind) for entry in run.here()[reply.id].log.entries):
        await asyncio.sleep(0)


class BusyClient(ScriptedClient):
    """Takes no prompt before it has been asked so many times."""

    def __init__(self, refusals, retry_after=None):
        super().__init__(EVENTS)
        self.refusals = refusals
        self.retry_after = retry_after

    async def reply(self, prompt):
        if len(self.prompts) < self.refusals:
            self.prompts.append(prompt)
            raise RateLimited(retry_after=self.retry_after)
        async for event in super().reply(prompt):
            yield event


async def test_a_message_to_a_chat_that_is_answering_is_sent_when_the_reply_has_ended(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    first = await started(employee, client, "k1", "c1")
    second = await started(employee, client, "k2", "c1")
    await logged(second, Waiting)
    assert [prompt.text for prompt in client.prompts] == ["Question k1"]
    client.gate.set()
    await entries(first)
    await beat.commit()
    assert await entries(second) == [Waiting("turn"), Sent(), *EVENTS, Ended()]
    assert [prompt.text for prompt in client.prompts] == ["Question k1", "Question k2"]


async def test_too_many_messages_wait_until_their_time(employee, settings):
    settings.SEND_RATE, settings.SEND_BURST = 20, 1
    await started(employee, ScriptedClient(EVENTS), "k1")
    second = await started(employee, ScriptedClient(EVENTS), "k2")
    waiting, sent, *rest = await entries(second)
    assert (waiting.reason, sent) == ("rate", Sent())
    assert waiting.until > second.created_at
    assert rest == [*EVENTS, Ended()]


async def test_an_upstream_that_is_busy_is_asked_again_and_the_message_sent_once(employee):
    client = BusyClient(refusals=2)
    found = await entries(await started(employee, client))
    assert [entry.reason for entry in found if isinstance(entry, Waiting)] == ["busy", "busy"]
    assert found[-4:] == [*EVENTS, Ended()]
    assert len(client.prompts) == 3


async def test_an_upstream_is_asked_again_when_it_said(employee):
    client = BusyClient(refusals=1, retry_after=0.05)
    (waiting,) = [entry for entry in await entries(await started(employee, client)) if isinstance(entry, Waiting)]
    assert waiting.until <= timezone.now() < waiting.until + timedelta(seconds=30)


@pytest.mark.parametrize("client", [BusyClient(refusals=9), BusyClient(refusals=9, retry_after=3600)])
async def test_whoever_would_have_to_wait_too_long_is_told_so(employee, client):
    found = await entries(await started(employee, client))
    assert found[-1] == Ended("failed", RateLimited.sentence, RateLimited.advice)
    assert len(client.prompts) <= writing.TRIES


@pytest.mark.parametrize("error", [SpendLimitReached(), TimedOut()])
async def test_what_may_have_happened_or_will_not_pass_is_not_tried_again(employee, error):
    client = ScriptedClient((), error)
    assert (await entries(await started(employee, client)))[-1].sentence == error.sentence
    assert len(client.prompts) == 1


async def test_a_reply_that_has_begun_is_not_asked_for_again(employee):
    client = ScriptedClient(EVENTS[:2], RateLimited())
    assert (await entries(await started(employee, client)))[-1].status == "failed"
    assert len(client.prompts) == 1


async def test_a_chat_that_was_made_for_a_message_is_used_when_it_is_sent_again(employee):
    """Some chat APIs make the chat first, and then have too many requests."""

    class MadeFirst(ScriptedClient):
        async def reply(self, prompt):
            self.prompts.append(prompt)
            yield ReplyStarted("c1")
            if len(self.prompts) == 1:
                raise RateLimited
            for event in EVENTS[1:]:
                yield event

    client = MadeFirst(())
    found = await entries(await started(employee, client))
    assert found[-1] == Ended()
    assert [prompt.chat_id for prompt in client.prompts] == ["", "c1"]


async def test_a_message_taken_back_while_the_upstream_is_busy_is_not_sent(employee):
    client = BusyClient(refusals=1, retry_after=30)
    reply = await started(employee, client)
    await logged(reply, Waiting)
    assert await run.withdraw(reply)
    assert (await entries(reply))[-1] == Ended("stopped")
    assert len(client.prompts) == 1


async def test_a_message_taken_back_in_another_process_is_not_sent(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    await started(employee, client, "k1", "c1")
    second = await started(employee, client, "k2", "c1")
    assert await limits.withdraw(second)
    client.gate.set()
    await beat.commit()
    await beat.commit()
    assert second.id not in run.here()
    assert [prompt.text for prompt in client.prompts] == ["Question k1"]


async def test_a_database_that_is_away_does_not_cost_a_message_that_waits(employee, monkeypatch):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    first = await started(employee, client, "k1", "c1")
    second = await started(employee, client, "k2", "c1")
    await logged(second, Waiting)
    failures = iter([OperationalError("gone"), OperationalError("still gone")])
    place = limits.place

    async def failing(reply):
        for failure in failures:
            raise failure
        return await place(reply)

    monkeypatch.setattr(limits, "place", failing)
    client.gate.set()
    await entries(first)
    await beat.commit()
    assert (await entries(second))[-1] == Ended()


async def test_a_reply_that_gets_too_long_is_ended_with_its_text_kept(employee, settings):
    settings.REPLY_BYTES = 10
    client = ScriptedClient((ReplyStarted("c1"), TextDelta("zwölf €"), TextDelta("!"), TextDelta("never")))
    found = await entries(await started(employee, client))
    assert found[-2:] == [TextDelta("!"), Ended("failed", ReplyTooLong.sentence, ReplyTooLong.advice)]
    assert client.closed == 1


async def test_a_reply_that_takes_too_long_is_ended_with_its_text_kept(employee, settings):
    settings.REPLY_SECONDS = 0.05
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    found = await entries(await started(employee, client))
    assert found[-2:] == [EVENTS[1], Ended("failed", ReplyTooSlow.sentence, ReplyTooSlow.advice)]
    assert client.closed == 1


async def test_a_process_that_is_full_takes_no_more(employee, settings):
    settings.REPLIES_PER_PROCESS = 1
    await started(employee, ScriptedClient(EVENTS, gate=asyncio.Event()))
    with pytest.raises(limits.ServerFull):
        await started(employee, ScriptedClient(EVENTS), "k2")
    assert await Reply.objects.acount() == 1
