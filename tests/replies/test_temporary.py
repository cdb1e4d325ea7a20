import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import ScriptedClient
from webchat.deletions import sending
from webchat.deletions import store as deletions
from webchat.models import AttachedFile, Reply, ReplyEvent, TemporaryChat
from webchat.replies import beat, reader, run, store, temporary
from webchat.replies.limits import Message, TemporaryChatGone
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, Retried, TextDelta
from webchat.upstream.types.saved import ChatFile, Turn

EVENTS = (ReplyStarted("upstream-1"), TextDelta("Twenty "), TextDelta("days."), ReplyFinished())


@pytest.fixture(autouse=True)
async def serving(employee):
    async with run.running(grace=0):
        yield
    await beat.commit()


async def asked(user, client, text, chat_id="", files=()):
    prompt = Prompt(text=text, chat_id=chat_id, save=False)
    return await run.start(client, Message(user=user, prompt=prompt, send_key=f"k {text}", files=files))


async def answered(user, client, text, chat_id="", files=()):
    """The reply, once the database has all of it."""
    reply = await asked(user, client, text, chat_id, files)
    async for _ in reader.read(reply):
        pass
    await beat.commit()
    return reply


async def left(ago):
    await TemporaryChat.objects.aupdate(left_at=timezone.now() - ago)


async def counted():
    models = (TemporaryChat, Reply, ReplyEvent)
    return [await model.objects.acount() for model in models]


async def test_the_upstream_never_hears_of_the_chat_and_its_own_id_for_it_is_not_used(employee):
    client = ScriptedClient(EVENTS)
    reply = await answered(employee, client, "How many?")
    await answered(employee, client, "And then?", reply.chat_id)
    assert [(prompt.chat_id, prompt.save) for prompt in client.prompts] == [("", False), ("", False)]
    assert {reply.chat_id async for reply in Reply.objects.all()} == {reply.chat_id}


async def test_what_was_said_goes_along_with_the_next_message(employee):
    client = ScriptedClient((TextDelta("No. "), Retried(), TextDelta("Twenty.")))
    first = await answered(employee, client, "How many?")
    await answered(employee, client, "Why?", first.chat_id)
    await answered(employee, client, "And then?", first.chat_id)
    said = (TextDelta("No. "), Retried(), TextDelta("Twenty."))
    assert client.prompts[2].history == (Turn("How many?", reply=said), Turn("Why?", reply=said))


async def test_the_files_of_earlier_messages_go_along_too(employee):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=1)
    client = ScriptedClient(EVENTS)
    first = await answered(employee, client, "How many?", files=[file])
    await answered(employee, client, "And then?", first.chat_id)
    assert client.prompts[1].history[0].files == (ChatFile("up-1", "plan.txt"),)
    await file.arefresh_from_db()
    assert file.chat_id == first.chat_id


async def test_of_a_long_chat_the_last_turns_go_along(employee):
    client = ScriptedClient(EVENTS)
    first = await answered(employee, client, "1")
    for text in ("2", "3"):
        last = await answered(employee, client, text, first.chat_id)
    length = len("2" + "Twenty days.")
    assert [turn.prompt for turn in await temporary.before(last, 2 * length)] == ["1", "2"]
    assert [turn.prompt for turn in await temporary.before(last, 2 * length - 1)] == ["2"]
    assert await temporary.before(last, 0) == ()


async def test_a_message_nobody_answered_does_not_go_along(employee):
    first = await answered(employee, ScriptedClient(error=RuntimeError("boom")), "How many?")
    client = ScriptedClient(EVENTS)
    await answered(employee, client, "How many, then?", first.chat_id)
    assert client.prompts[0].history == ()


async def test_one_message_at_a_time_is_answered(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    first = await asked(employee, client, "How many?")
    second = await asked(employee, client, "And then?", first.chat_id)
    assert second.sent_at is None
    client.gate.set()
    for reply in (first, second):
        async for _ in reader.read(reply):
            pass
        await beat.commit()
    assert [prompt.text for prompt in client.prompts] == ["How many?", "And then?"]
    assert [turn.prompt for turn in client.prompts[1].history] == ["How many?"]


async def test_a_chat_that_was_left_is_deleted_with_all_that_was_said(employee):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=1)
    await answered(employee, ScriptedClient(EVENTS), "How many?", files=[file])
    await left(ago=temporary.RETURN * 2)
    await temporary.sweep()
    assert await counted() == [0, 0, 0]


async def test_its_files_are_deleted_upstream_at_once_and_cannot_be_brought_back(employee, monkeypatch):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=1)
    client = ScriptedClient(EVENTS, kept_files={"up-1": ChatFile("up-1")})
    await answered(employee, client, "How many?", files=[file])
    await temporary.leave_all(employee)
    assert (await deletions.hidden(employee)).last is None
    monkeypatch.setattr(sending, "client_for", lambda user: client)
    [deletion] = await deletions.claim(1)
    await sending.send(deletion)
    assert client.kept_files == {}
    assert not await AttachedFile.objects.aexists()


async def test_leaving_leaves_time_to_come_back(employee):
    reply = await answered(employee, ScriptedClient(EVENTS), "How many?")
    await temporary.leave(employee, reply.chat_id)
    await temporary.sweep()
    assert await temporary.stay(employee, reply.chat_id)
    chat = await TemporaryChat.objects.aget()
    assert chat.left_at is None


async def test_a_message_says_that_the_reader_is_there(employee):
    reply = await answered(employee, ScriptedClient(EVENTS), "How many?")
    await left(ago=temporary.RETURN * 2)
    await answered(employee, ScriptedClient(EVENTS), "And then?", reply.chat_id)
    await temporary.sweep()
    assert await TemporaryChat.objects.aexists()


async def test_a_chat_nobody_has_used_for_an_hour_is_deleted(employee):
    await answered(employee, ScriptedClient(EVENTS), "How many?")
    await TemporaryChat.objects.aupdate(used_at=timezone.now() - timedelta(minutes=59))
    await temporary.sweep()
    assert await TemporaryChat.objects.aexists()
    await TemporaryChat.objects.aupdate(used_at=timezone.now() - timedelta(minutes=61))
    await temporary.sweep()
    assert await counted() == [0, 0, 0]


async def test_an_old_turn_stays_as_long_as_its_chat_is_used(employee):
    await answered(employee, ScriptedClient(EVENTS), "How many?")
    await Reply.objects.aupdate(ended_at=timezone.now() - timedelta(hours=2))
    await store.sweep(frozenset())
    reply = await Reply.objects.aget()
    assert (reply.prompt, await ReplyEvent.objects.acount()) == ("How many?", 3)


async def test_a_reply_that_is_written_in_a_chat_that_is_deleted_stops(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    reply = await asked(employee, client, "How many?")
    await beat.commit()
    task = run.here()[reply.id].task
    await temporary.leave_all(employee)
    await beat.commit()
    await asyncio.wait([task])
    assert client.closed == 1
    assert await counted() == [0, 0, 0]


async def test_a_message_that_waits_in_a_chat_that_is_deleted_is_not_sent(employee):
    client = ScriptedClient(EVENTS, gate=asyncio.Event())
    first = await asked(employee, client, "How many?")
    second = await asked(employee, client, "And then?", first.chat_id)
    tasks = [run.here()[reply.id].task for reply in (first, second)]
    await temporary.leave_all(employee)
    await asyncio.wait(tasks[1:])
    await beat.commit()
    await asyncio.wait(tasks)
    assert [prompt.text for prompt in client.prompts] == ["How many?"]


async def test_signing_out_deletes_the_users_own_at_once(employee, stranger):
    await answered(employee, ScriptedClient(EVENTS), "How many?")
    others = await answered(stranger, ScriptedClient(EVENTS), "How many?")
    await temporary.leave_all(employee)
    assert [reply.id async for reply in Reply.objects.all()] == [others.id]


async def test_nobody_writes_into_reads_or_leaves_the_chat_of_another(employee, stranger):
    reply = await answered(employee, ScriptedClient(EVENTS), "How many?")
    with pytest.raises(TemporaryChatGone):
        await asked(stranger, ScriptedClient(EVENTS), "Whose?", reply.chat_id)
    assert not await temporary.stay(stranger, reply.chat_id)
    await temporary.leave(stranger, reply.chat_id)
    assert (await TemporaryChat.objects.aget()).left_at is None


async def test_what_another_user_keeps_under_its_id_stays_theirs(employee, stranger):
    reply = await answered(employee, ScriptedClient(EVENTS), "How many?")
    await AttachedFile.objects.acreate(user=stranger, upstream_id="up-1", chat_id=reply.chat_id, name="a", size=1)
    await temporary.leave_all(employee)
    assert (await AttachedFile.objects.aget()).deletion_id is None


async def test_a_message_to_a_chat_that_is_gone_is_refused(employee):
    reply = await answered(employee, ScriptedClient(EVENTS), "How many?")
    await temporary.leave_all(employee)
    with pytest.raises(TemporaryChatGone):
        await asked(employee, ScriptedClient(EVENTS), "And then?", reply.chat_id)
