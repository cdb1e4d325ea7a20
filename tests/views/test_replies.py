"""Which replies are being written, told to every tab of their user."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.fakes import ScriptedClient, saved_chat
from webchat.models import Reply
from webchat.rendering.reply import Ended
from webchat.replies import run
from webchat.replies.log import ReplyLog
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Turn
from webchat.views import conversation

RUNNING, FINISHED = Reply.Status.RUNNING, Reply.Status.FINISHED


async def reply_of(user, chat_id, status=RUNNING, key="k"):
    return await Reply.objects.acreate(user=user, send_key=f"{key}-{chat_id}", chat_id=chat_id, status=status)


def address(reply):
    return reverse("reply", args=[reply.id])


async def told(browser, **query):
    return (await browser.get("/replies/", query)).json()


async def test_running_replies_are_told_with_their_chats_oldest_first(signed_in, employee):
    first, second = [await reply_of(employee, chat) for chat in ("c1", "c2")]
    await reply_of(employee, "c3", FINISHED)
    assert await told(signed_in) == {
        "unread": ["c3"],
        "running": [{"chat": "c1", "url": address(first)}, {"chat": "c2", "url": address(second)}],
        "latest": None,
    }


async def test_a_reply_whose_chat_is_not_known_yet_is_not_told(signed_in, employee):
    await reply_of(employee, "")
    assert (await told(signed_in))["running"] == []


async def test_a_reply_that_has_ended_is_not_told_though_the_database_does_not_know_yet(
    signed_in, employee, monkeypatch
):
    reply = await reply_of(employee, "c1")
    log = ReplyLog(reply.id)
    log.append(Ended())
    monkeypatch.setitem(run._runs, reply.id, run.Run(log, task=None))
    assert (await told(signed_in))["running"] == []


async def test_nobody_is_told_of_the_replies_of_others(signed_in, stranger):
    await reply_of(stranger, "c1")
    assert await told(signed_in, chat="c1") == {"running": [], "unread": [], "latest": None}


async def test_the_latest_reply_of_a_chat_is_told_when_it_is_asked_for(signed_in, employee):
    await reply_of(employee, "c1", FINISHED, key="first")
    second = await reply_of(employee, "c1", FINISHED, key="second")
    await reply_of(employee, "c2", FINISHED)
    assert (await told(signed_in, chat="c1"))["latest"] == {"url": address(second), "key": "second-c1"}


async def test_whoever_is_not_signed_in_is_told_nothing(async_client, db):
    assert (await async_client.get("/replies/")).status_code == 302


async def test_a_chat_no_upstream_could_have_is_not_looked_for(signed_in):
    assert (await signed_in.get("/replies/", {"chat": "\0"})).status_code == 404


@pytest.mark.parametrize("status", [RUNNING, FINISHED])
async def test_a_chat_page_names_the_latest_reply_it_shows(signed_in, api, employee, status):
    api.saved = {"c1": saved_chat("c1")}
    await reply_of(employee, "c1")
    latest = await reply_of(employee, "c1", status, key="later")
    page = (await signed_in.get("/chats/c1/")).content.decode()
    assert f'data-latest="{address(latest)}" data-key="later-c1"' in page


async def test_the_list_marks_the_chats_that_are_being_written(signed_in, api, employee):
    api.saved = {"c1": saved_chat("c1"), "c2": saved_chat("c2")}
    await reply_of(employee, "c1")
    page = (await signed_in.get("/chats/")).content.decode()
    assert page.count("being written") == 1
    assert page.index("/chats/c1/") < page.index("being written") < page.index("/chats/c2/")


async def test_a_reply_that_ends_while_its_page_is_made_stands_there_once(employee):
    turn = Turn("How many?", asked=timezone.now(), reply=(TextDelta("Twenty."),))
    client = ScriptedClient(saved={"c1": saved_chat("c1", turns=(turn,))})
    reply = await Reply.objects.acreate(
        user=employee, send_key="k1", prompt="How many?", chat_id="c1", status="finished"
    )
    assert len((await conversation.saved_chat(employee, client, "c1"))["turns"]) == 1
    assert (await conversation.saved_chat(employee, client, "c1", without=reply))["turns"] == []
