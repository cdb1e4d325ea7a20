"""One message of a chat, deleted for good."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import saved_chat
from webchat.models import AuditEvent, Reply, ReplyEvent
from webchat.rendering.reply import Ended
from webchat.replies import beat, store
from webchat.replies.log import Page
from webchat.upstream.errors import Unavailable
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Turn

HTMX = {"HX-Request": "true"}
ONE = Turn("One?", reply=(TextDelta("**First**."),), prompt_id="p1", reply_id="r1")
TWO = Turn("Two?", reply=(TextDelta("Second."),), prompt_id="p2", reply_id="r2")


@pytest.fixture(autouse=True)
def chat(api):
    api.capabilities = replace(CAPABILITIES, delete_message=True)
    api.saved = {"c1": saved_chat("c1", turns=(ONE, TWO))}
    api.events = (ReplyStarted("c1"), TextDelta("Third."), ReplyFinished())


async def page_of(browser, address="/chats/c1/"):
    return (await browser.get(address)).content.decode()


def address(name="t1"):
    return f"/chats/c1/turns/{name}/delete/"


async def delete(browser, message, name="t1", **headers):
    return await browser.post(address(name), {"message": message}, headers=headers)


@pytest.mark.parametrize(
    ("part", "message", "words"), [("prompt", "p1", {"One?", "The reply"}), ("reply", "r1", {"First", "The question"})]
)
async def test_a_message_is_deleted_once_it_was_shown_and_confirmed(signed_in, api, part, message, words):
    assert f'href="{address()}?part={part}" data-delete' in await page_of(signed_in)
    asked = await page_of(signed_in, f"{address()}?part={part}")
    assert "for good" in asked
    assert all(each in asked for each in words)
    assert f'name="message" value="{message}"' in asked
    assert api.deleted_messages == []
    response = await delete(signed_in, message)
    assert (response.status_code, response["Location"]) == (302, "/chats/c1/")
    assert api.deleted_messages == [message]
    event = await AuditEvent.objects.aget()
    assert (event.action, event.object_id) == ("message.delete", message)


async def test_over_the_page_it_is_a_dialog_and_the_turns_are_fetched_anew(signed_in, api):
    asked = await signed_in.get(f"{address()}?part=reply", headers=HTMX)
    assert "<html" not in asked.content.decode()
    done = await delete(signed_in, "r1", **HTMX)
    assert "Reply deleted." in done.content.decode()
    assert {"chats-changed", "message-deleted"} == set(re.findall(r'"([a-z-]+)": ', done["HX-Trigger"]))
    assert "Question deleted." in (await delete(signed_in, "p1", **HTMX)).content.decode()
    assert "First" not in await page_of(signed_in)


async def test_what_is_confirmed_is_deleted_whatever_its_turn_is_called_by_now(signed_in, api):
    await delete(signed_in, "p1")
    await delete(signed_in, "r1")
    await delete(signed_in, "r2", name="t2")
    assert api.deleted_messages == ["p1", "r1", "r2"]


async def test_a_message_that_is_gone_is_told_and_is_never_another_one(signed_in, api):
    await delete(signed_in, "p1")
    for message in ("p1", "", "nonsense"):
        assert (await delete(signed_in, message)).status_code == 404
    assert (await signed_in.get(f"{address()}?part=prompt")).status_code == 404
    assert (await signed_in.get(f"{address()}?part=everything")).status_code == 404
    assert api.deleted_messages == ["p1"]


async def test_a_turn_that_has_lost_its_question_shows_the_reply_and_nothing_that_needs_one(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(replace(ONE, prompt="", prompt_id=""),))
    page = await page_of(signed_in)
    assert "No question is saved" in page
    assert "<strong>First</strong>" in page
    assert 'class="asked"' not in page
    assert "/edit/" not in page
    assert 'name="again"' not in page
    assert "part=reply" in page
    assert "part=prompt" not in page


async def test_a_turn_that_has_lost_its_reply_shows_the_question_and_can_be_tried_again(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(replace(ONE, reply=(), reply_id=""),))
    page = await page_of(signed_in)
    assert "No reply is saved" in page
    assert "gave no answer" not in page
    assert "One?" in page
    assert page.count('name="again" value="t1"') == 1
    assert "part=reply" not in page


@pytest.mark.parametrize("format_", ["markdown", "html", "json"])
async def test_half_a_turn_is_exported_as_it_is(signed_in, api, format_):
    halves = replace(ONE, prompt="", prompt_id=""), replace(TWO, reply=(), reply_id="")
    api.saved["c1"] = saved_chat("c1", turns=halves)
    file = await page_of(signed_in, f"/chats/c1/export/?format={format_}")
    assert "First" in file
    assert "Two?" in file
    if format_ != "json":
        assert file.count("You") == 1
        assert file.count("No reply is saved.") == 1


# --- what we know of it ourselves ---------------------------------------------------------------------------------


async def written(browser, api):
    """A turn that was just asked and answered, and that the chat API has saved by now."""
    response = await browser.post("/messages/", {"prompt": "Three?", "chat": "c1", "send_key": "k3"}, headers=HTMX)
    stream = b"".join([piece async for piece in response]).decode()
    await beat.commit()
    three = Turn("Three?", (), timezone.now(), (TextDelta("Third."),), prompt_id="p3", reply_id="r3")
    api.saved["c1"] = saved_chat("c1", turns=(ONE, TWO, three))
    return stream, await Reply.objects.aget()


async def test_a_turn_that_was_just_written_can_lose_its_messages_too(signed_in, api):
    stream, reply = await written(signed_in, api)
    for part, message in (("prompt", "p3"), ("reply", "r3")):
        assert f'href="{address(reply.id)}?part={part}" data-delete' in stream
        assert f'value="{message}"' in await page_of(signed_in, f"{address(reply.id)}?part={part}")


@pytest.mark.parametrize("message", ["p3", "r3"])
async def test_with_a_message_goes_what_we_kept_of_its_turn(signed_in, api, message):
    _, reply = await written(signed_in, api)
    await delete(signed_in, message, reply.id)
    assert not await ReplyEvent.objects.aexists()
    assert (await Reply.objects.aget()).prompt == ""
    page = await page_of(signed_in)
    assert ("Three?" in page, "Third." in page) == (message == "r3", message == "p3")


async def test_a_reply_that_the_chat_api_has_lost_is_shown_as_long_as_we_have_it(signed_in, api):
    await written(signed_in, api)
    *others, three = api.saved["c1"].turns
    api.saved["c1"] = saved_chat("c1", turns=(*others, replace(three, reply=(), reply_id="")))
    page = await page_of(signed_in)
    assert "Third." in page
    assert "No reply is saved" not in page
    await ReplyEvent.objects.all().adelete()
    await Reply.objects.aupdate(prompt="")
    assert "No reply is saved" in await page_of(signed_in)


async def test_nothing_is_deleted_while_a_reply_is_written_that_rests_on_it(signed_in, api, employee):
    await Reply.objects.acreate(user=employee, send_key="k", prompt="And?", chat_id="c1")
    response = await delete(signed_in, "r1", **HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#dialog"
    assert "A reply is being written in this chat. Nothing was deleted." in response.content.decode()
    assert api.deleted_messages == []


async def test_a_failed_question_that_was_never_saved_is_not_there_to_delete(signed_in, api, employee):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="Lost?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (Ended("failed", "No.", "Never."),))], [reply.id])
    await Reply.objects.aupdate(created_at=timezone.now() - timedelta(minutes=5))
    page = await page_of(signed_in)
    assert "Lost?" in page
    assert address(reply.id) not in page
    assert (await signed_in.get(f"{address(reply.id)}?part=prompt")).status_code == 404


# --- and what stands in the way -----------------------------------------------------------------------------------


async def test_where_the_chat_api_cannot_it_is_not_offered(signed_in, api):
    api.capabilities = CAPABILITIES
    stream, _ = await written(signed_in, api)
    assert "data-delete" not in stream + await page_of(signed_in)
    for response in (await signed_in.get(address()), await delete(signed_in, "r1")):
        assert response.status_code == 404
        assert "The assistant cannot do this." in response.content.decode()
    assert api.deleted_messages == []


async def test_a_message_that_the_chat_api_does_not_delete_stays_and_that_is_told(signed_in, api):
    api.delete_errors = [Unavailable("DELETE FROM messages")]
    await written(signed_in, api)
    response = await delete(signed_in, "r3", **HTMX)
    assert response.status_code == 503
    assert response["HX-Retarget"] == "#notice"
    assert "DELETE FROM" not in response.content.decode()
    assert "Third." in await page_of(signed_in)
