import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from webchat.models import AttachedFile, Reply
from webchat.replies import limits, store
from webchat.replies.limits import Message, TooManyReplies
from webchat.replies.log import Page
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyStarted


async def admitted(user, key, chat_id="", after=None, files=()):
    prompt = Prompt(text="How many days?", chat_id=chat_id)
    return await limits.admit(Message(user=user, prompt=prompt, send_key=key, files=files, after=after))


async def seconds(admission):
    return (admission.go_at - timezone.now()).total_seconds()


async def test_the_first_message_of_a_chat_goes_at_once(employee):
    admission = await admitted(employee, "k1")
    assert admission.reply.sent_at is not None
    assert admission.go_at <= timezone.now()


async def test_a_chat_answers_one_message_at_a_time(employee):
    first = await admitted(employee, "k1", "c1")
    second = await admitted(employee, "k2", "c1")
    third = await admitted(employee, "k3", "c1")
    assert (second.go_at, second.reply.sent_at) == (None, None)
    await Reply.objects.filter(id=first.reply.id).aupdate(status="finished")
    assert await limits.place(third.reply) is None
    assert await limits.place(second.reply) is not None


async def test_chats_and_users_do_not_wait_for_each_other(employee, stranger):
    await admitted(employee, "k1", "c1")
    assert (await admitted(employee, "k2", "c2")).go_at
    assert (await admitted(employee, "k3")).go_at
    assert (await admitted(stranger, "k1", "c1")).go_at


async def test_of_messages_at_the_same_moment_one_goes_first(employee):
    admissions = await asyncio.gather(*[admitted(employee, f"k{n}", "c1") for n in range(10)])
    assert sum(admission.go_at is not None for admission in admissions) == 1


async def test_a_message_follows_the_reply_above_it_while_their_chat_is_not_known(employee):
    first = await admitted(employee, "k1")
    second = await admitted(employee, "k2", after=first.reply)
    third = await admitted(employee, "k3", after=first.reply)
    assert second.go_at is None
    await store.commit([Page(first.reply.id, 0, (ReplyStarted("c1"),))], [first.reply.id])
    await Reply.objects.filter(id=first.reply.id).aupdate(status="finished")
    assert await limits.place(third.reply) is None
    assert await limits.send(second.reply)
    assert second.reply.chat_id == "c1"


async def test_a_message_knows_the_chat_of_the_reply_above_it_as_soon_as_anybody_does(employee):
    above = (await admitted(employee, "k1")).reply
    await store.commit([Page(above.id, 0, (ReplyStarted("c1"),))], [above.id])
    assert (await admitted(employee, "k2", after=above)).reply.chat_id == "c1"


async def test_the_same_key_is_the_same_reply(employee):
    first, again = await admitted(employee, "k1"), await admitted(employee, "k1")
    assert (again.reply, again.is_new) == (first.reply, False)


async def test_a_burst_goes_at_once_and_then_one_every_two_seconds(employee, settings):
    settings.SEND_RATE, settings.SEND_BURST = 0.5, 3
    waits = [await seconds(await admitted(employee, f"k{n}")) for n in range(6)]
    assert waits == pytest.approx([0, 0, 0, 2, 4, 6], abs=1)


async def test_a_pause_fills_the_bucket_up_and_not_further(employee, settings):
    settings.SEND_RATE, settings.SEND_BURST = 0.5, 1
    await admitted(employee, "k1")
    await limits.SendRate.objects.aupdate(full_at=timezone.now() - timedelta(hours=1))
    waits = [await seconds(await admitted(employee, f"k{n}")) for n in (2, 3)]
    assert waits == pytest.approx([0, 2], abs=1)


async def test_the_rate_is_each_users_own(employee, stranger, settings):
    settings.SEND_RATE, settings.SEND_BURST = 0.5, 1
    await admitted(employee, "k1")
    assert (await admitted(stranger, "k1")).reply.sent_at


async def test_there_is_a_most_of_replies_at_a_time(employee, stranger, settings):
    settings.REPLIES_PER_USER = 2
    await admitted(employee, "k1")
    await admitted(employee, "k2")
    with pytest.raises(TooManyReplies):
        await admitted(employee, "k3")
    assert (await admitted(employee, "k2")).is_new is False
    assert (await admitted(stranger, "k3")).is_new


async def test_a_message_that_was_stopped_while_it_waited_is_not_sent(employee):
    await admitted(employee, "k1", "c1")
    waiting = (await admitted(employee, "k2", "c1")).reply
    await Reply.objects.filter(id=waiting.id).aupdate(stop_requested=True)
    assert not await limits.send(waiting)


async def test_a_message_that_waits_can_be_taken_back_and_leaves_nothing(employee):
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="u", name="a", size=1)
    await admitted(employee, "k1", "c1")
    waiting = (await admitted(employee, "k2", "c1", files=[file])).reply
    assert await limits.withdraw(waiting)
    assert not await limits.send(waiting)
    assert waiting.prompt == ""
    await file.arefresh_from_db()
    assert file.sent_with is None


async def test_a_message_that_has_gone_cannot_be_taken_back(employee):
    gone = (await admitted(employee, "k1")).reply
    assert not await limits.withdraw(gone)
    assert gone.prompt


async def test_a_message_whose_place_is_taken_back_waits_for_the_one_above_that(employee):
    first = (await admitted(employee, "k1")).reply
    second = (await admitted(employee, "k2", after=first)).reply
    third = (await admitted(employee, "k3", after=second)).reply
    assert await limits.withdraw(second)
    assert await limits.place(third) is None
    await store.commit([Page(first.id, 0, (ReplyStarted("c1"),))], [first.id])
    assert await limits.place(third) is None
    await Reply.objects.filter(id=first.id).aupdate(status="finished")
    assert await limits.place(third)
    assert await limits.send(third)
    assert third.chat_id == "c1"


async def test_a_message_below_one_that_never_got_a_chat_begins_its_own(employee):
    first = (await admitted(employee, "k1")).reply
    second = (await admitted(employee, "k2", after=first)).reply
    await Reply.objects.filter(id=first.id).aupdate(status="failed")
    assert await limits.place(second)
    assert await limits.send(second)
    assert second.chat_id == ""
