from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import HANDBOOK, ScriptedClient, saved_chat
from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import past, store
from webchat.replies.log import Page
from webchat.upstream.errors import NotFound
from webchat.upstream.types.replies import CitationFound, ReplyEvent, TextDelta
from webchat.upstream.types.saved import Turn

EARLIER = timezone.now() - timedelta(hours=2)
TURNS = (
    Turn("One?", asked=EARLIER, reply=(TextDelta("1"),)),
    Turn("Two?", asked=EARLIER + timedelta(minutes=5), reply=(TextDelta("2"),)),
)
SAID = (TextDelta("2, "), CitationFound(HANDBOOK))


@pytest.fixture
def client():
    return ScriptedClient(saved={"c1": saved_chat("c1", turns=TURNS)})


async def own_reply(user, turn=TURNS[1], **fields):
    reply = await Reply.objects.acreate(user=user, send_key="k", **{"prompt": turn.prompt, "chat_id": "c1"} | fields)
    if turn.asked:
        await Reply.objects.filter(id=reply.id).aupdate(created_at=turn.asked + timedelta(seconds=1))
    await store.commit([Page(reply.id, 0, (*SAID, Ended()))], [reply.id])
    return reply


async def test_a_saved_turn_is_known_by_its_number(client, employee):
    assert await past.turn(employee, client, "c1", "t2") == TURNS[1]
    assert (await past.chat_up_to(employee, client, "c1", "t2")).turns == TURNS


async def test_a_reply_of_ours_is_known_by_its_id_without_asking_the_upstream(client, employee):
    reply = await own_reply(employee)
    client.saved.clear()
    turn = await past.turn(employee, client, "c1", str(reply.id))
    assert (turn.prompt, turn.reply) == ("Two?", SAID)
    assert all(isinstance(event, ReplyEvent) for event in turn.reply)


async def test_what_we_have_forgotten_is_found_upstream_by_its_time(client, employee):
    reply = await own_reply(employee)
    await Reply.objects.filter(id=reply.id).aupdate(prompt="")
    assert await past.turn(employee, client, "c1", str(reply.id)) == TURNS[1]


async def test_what_the_upstream_has_not_saved_follows_what_was_asked_before(client, employee):
    reply = await own_reply(employee, Turn("And then?", asked=EARLIER + timedelta(minutes=3)))
    chat = await past.chat_up_to(employee, client, "c1", str(reply.id))
    assert [turn.prompt for turn in chat.turns] == ["One?", "And then?"]


async def test_a_chat_that_was_never_saved_begins_with_our_reply(client, employee):
    reply = await own_reply(employee, chat_id="c9")
    chat = await past.chat_up_to(employee, client, "c9", str(reply.id))
    assert [turn.prompt for turn in chat.turns] == ["Two?"]


@pytest.mark.parametrize("name", ["t0", "t3", "t-1", "t99999999999999999999", "x", "", "\0", "t1\n"])
async def test_anything_else_is_not_found(client, employee, name):
    with pytest.raises(NotFound):
        await past.turn(employee, client, "c1", name)


async def test_a_reply_of_another_user_or_chat_is_not_found(client, employee, stranger):
    theirs, elsewhere = await own_reply(stranger), await own_reply(employee, chat_id="c2")
    for reply in (theirs, elsewhere):
        with pytest.raises(NotFound):
            await past.turn(employee, client, "c1", str(reply.id))
