import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import reader, run
from webchat.replies.log import ReplyLog
from webchat.replies.reader import reply_of
from webchat.upstream.types.saved import Turn

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reply(seconds, prompt="How many days?"):
    return Reply(prompt=prompt, created_at=NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("prompt", "asked", "found"),
    [
        ("How many days?", NOON, True),
        ("How many days?", NOON - timedelta(seconds=59), True),  # its clock is behind
        ("How many days?", NOON + timedelta(seconds=59), True),  # or ahead
        ("How many days?", NOON - timedelta(minutes=2), False),  # asked before, in the same words
        ("How many days?", None, True),
        ("And sick leave?", NOON, False),
    ],
)
def test_a_saved_turn_is_known_by_its_prompt_and_its_time(prompt, asked, found):
    ours = reply(0)
    assert (reply_of(Turn(prompt, asked=asked), [ours]) is ours) is found


def test_a_prompt_tried_again_at_once_does_not_hide_the_turn_before():
    first, second = tries = [reply(0), reply(4)]
    assert reply_of(Turn("How many days?", asked=NOON), tries) is first
    assert reply_of(Turn("How many days?", asked=NOON + timedelta(seconds=4)), tries) is second


async def sent(user, key, **fields):
    return await Reply.objects.acreate(user=user, send_key=key, prompt="How many days?", chat_id="c1", **fields)


async def test_a_stream_goes_on_to_the_message_that_waited(employee):
    first, second = await sent(employee, "k1"), await sent(employee, "k2")
    assert await reader.is_waiting_for_turn(second)
    assert await reader.next_after(first, "c1") == second


async def test_a_stream_does_not_go_on_to_a_message_that_came_after_its_reply(employee):
    first = await sent(employee, "k1", status="finished", ended_at=NOON)
    second = await sent(employee, "k2")
    assert not await reader.is_waiting_for_turn(second)
    assert await reader.next_after(first, "c1") is None  # it has a stream of its own


async def test_a_message_waits_until_the_database_knows_that_the_reply_above_has_ended(employee, monkeypatch):
    first, second = await sent(employee, "k1"), await sent(employee, "k2")
    log = ReplyLog(first.id)
    log.append(Ended())
    monkeypatch.setitem(run._runs, first.id, run.Run(log, asyncio.current_task()))
    assert await reader.is_waiting_for_turn(second)
    assert [each.id for each in await reader.running(employee)] == [second.id]
