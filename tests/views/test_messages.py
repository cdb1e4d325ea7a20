import asyncio
import json
import re
from uuid import uuid4

import pytest
from django.test import AsyncClient

from tests.fakes import HANDBOOK, saved_chat
from webchat.models import AttachedFile, Reply
from webchat.replies import beat, run, writing
from webchat.upstream.errors import RateLimited, Unavailable
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    ReplyFinished,
    ReplyStarted,
    Step,
    StepKind,
    TextDelta,
)
from webchat.upstream.types.saved import ChatFile, Turn

HTMX = {"HX-Request": "true"}
EVENTS = (
    ReplyStarted("c1"),
    TextDelta("**Twenty** days."),
    CitationFound(HANDBOOK),
    TextDelta("\n\nNot more."),
    FollowUps(("And sick leave?",)),
    ReplyFinished("Leave"),
)


def form(**fields):
    return {"prompt": "How many days?", "send_key": "k1", **fields}


async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content]).decode()


async def test_the_answer_to_a_prompt_is_the_reply(signed_in, api):
    api.events = EVENTS
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    assert response["Content-Type"] == "text/event-stream"
    stream = await body(response)
    assert "How many days?" in stream
    assert "<strong>Twenty</strong> days." in stream
    assert 'event: reply-done\ndata: {"status": "finished", "sources": 1}' in stream


async def test_streamed_html_carries_no_live_attribute_of_its_own(signed_in, api):
    api.events = EVENTS
    stream = await body(await signed_in.post("/messages/", form(), headers=HTMX))
    assert "hx-get" not in stream
    assert "hx-post" not in stream


async def test_no_proxy_may_hold_a_reply_back(signed_in, api):
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    assert response["X-Accel-Buffering"] == "no"
    assert "no-store" in response["Cache-Control"]


async def test_the_same_key_again_is_the_same_reply_and_one_turn(signed_in, api):
    api.events = EVENTS
    first = await body(await signed_in.post("/messages/", form(), headers=HTMX))
    again = await body(await signed_in.post("/messages/", form(), headers=HTMX))
    assert len(api.prompts) == 1
    assert "Twenty" in first
    assert "Twenty" in again


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"prompt": "  "}, "Write a message first."),
        ({"prompt": "long " * 20_001}, "At most 100,000 can be sent."),
    ],
)
async def test_what_cannot_be_sent_is_told_beside_its_field(signed_in, api, headers, fields, sentence):
    response = await signed_in.post("/messages/", form(**fields), headers=headers)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fields["prompt"].strip()[:50] in response.content.decode()
    assert api.prompts == []


async def test_a_message_to_a_chat_that_is_gone_comes_back(signed_in, api):
    response = await signed_in.post("/messages/", form(chat="c7", prompt="<b>And then?"))
    assert response.status_code == 404
    assert "This chat is no longer there." in response.text
    assert "&lt;b&gt;And then?</textarea>" in response.text
    response = await signed_in.post("/messages/", form(chat="c7"), headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (404, "#notice")
    assert api.prompts == []


async def test_whose_chat_it_is_is_asked_before_the_first_message_and_not_again(signed_in, api, monkeypatch):
    asked = []
    listed = api.chats

    async def chats():
        asked.append(1)
        return await listed()

    monkeypatch.setattr(api, "chats", chats)
    api.saved["c1"] = saved_chat("c1")
    for key in ("k1", "k2"):
        await body(await signed_in.post("/messages/", form(chat="c1", send_key=key), headers=HTMX))
        await beat.commit()
    assert [prompt.chat_id for prompt in api.prompts] == ["c1", "c1"]
    assert len(asked) == 1


async def test_a_list_that_cannot_be_had_keeps_nobody_from_writing(signed_in, api):
    api.list_error = Unavailable()
    await body(await signed_in.post("/messages/", form(chat="c1"), headers=HTMX))
    assert [prompt.chat_id for prompt in api.prompts] == ["c1"]


async def test_a_message_right_after_its_chat_began_follows_the_one_above_it(signed_in, api):
    """Which chat that is the page may know before the database does."""
    api.gate = asyncio.Event()
    api.events = EVENTS
    first = aiter((await signed_in.post("/messages/", form(), headers=HTMX)).streaming_content)
    await anext(first)
    above = await Reply.objects.aget(chat_id="")
    second = form(chat="c1", send_key="k2", after=str(above.id))
    assert (await signed_in.post("/messages/", second, headers=HTMX)).status_code == 202
    api.gate.set()
    await beat.commit()


async def test_a_message_to_a_chat_that_is_answering_is_kept_and_shown_as_waiting(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    api.events, api.gate = EVENTS, asyncio.Event()
    first = aiter((await signed_in.post("/messages/", form(chat="c1"), headers=HTMX)).streaming_content)
    await anext(first)
    response = await signed_in.post("/messages/", form(chat="c1", prompt="And more?", send_key="k2"), headers=HTMX)
    (_, waiting) = run.here()
    assert (response.status_code, response["HX-Trigger"]) == (202, '{"message-kept": {"key": "k2"}}')
    page = response.content.decode()
    assert "And more?" in page
    assert f'data-withdraw="/replies/{waiting}/withdraw/"' in page
    again = await signed_in.post("/messages/", form(chat="c1", prompt="And more?", send_key="k2"), headers=HTMX)
    assert (again.status_code, len(run.here())) == (202, 2)
    api.gate.set()


async def test_a_message_that_waited_follows_in_the_same_stream(signed_in, api, monkeypatch):
    api.saved["c1"] = saved_chat("c1")
    monkeypatch.setattr(writing, "GLANCE", 0)
    api.events, api.gate = EVENTS, asyncio.Event()
    response = await signed_in.post("/messages/", form(chat="c1"), headers=HTMX)
    stream = aiter(response.streaming_content)
    await anext(stream)
    await signed_in.post("/messages/", form(chat="c1", prompt="And more?", send_key="k2"), headers=HTMX)
    api.gate.set()
    async with beat.beating():
        rest = b"".join([piece async for piece in stream]).decode()
    assert rest.count("event: reply-done") == 2
    assert rest.index("event: reply-done") < rest.index("And more?")
    assert rest.endswith("event: chat-quiet\ndata: {}\n\n")


async def test_without_javascript_a_message_that_waits_is_a_page_that_waits(signed_in, api, monkeypatch):
    api.saved["c1"] = saved_chat("c1")
    monkeypatch.setattr(writing, "GLANCE", 0)
    api.events, api.gate = EVENTS, asyncio.Event()
    await anext(aiter((await signed_in.post("/messages/", form(chat="c1"), headers=HTMX)).streaming_content))
    pieces = aiter((await signed_in.post("/messages/", form(chat="c1", send_key="k2"))).streaming_content)
    page = b""
    while b"Waiting for the chat\xe2\x80\x99s other reply." not in page:
        page += await anext(pieces)
    api.gate.set()
    async with beat.beating():
        page += b"".join([piece async for piece in pieces])
    assert b"<strong>Twenty</strong> days." in page


async def test_a_message_that_waits_can_be_taken_back(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    api.events, api.gate = EVENTS, asyncio.Event()
    await anext(aiter((await signed_in.post("/messages/", form(chat="c1"), headers=HTMX)).streaming_content))
    await signed_in.post("/messages/", form(chat="c1", send_key="k2"), headers=HTMX)
    first, second = run.here()
    assert (await signed_in.post(f"/replies/{second}/withdraw/")).status_code == 204
    assert (await signed_in.post(f"/replies/{first}/withdraw/")).status_code == 409
    await asyncio.wait([run.here()[second].task])
    assert len(api.prompts) == 1


async def test_nobody_takes_back_the_message_of_another(signed_in, api, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x")
    assert (await signed_in.post(f"/replies/{theirs.id}/withdraw/")).status_code == 404
    await theirs.arefresh_from_db()
    assert theirs.prompt == "x"


async def test_a_message_follows_no_reply_of_another_user(signed_in, api, employee, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x", chat_id="their-chat")
    api.events = EVENTS
    await body(await signed_in.post("/messages/", form(after=str(theirs.id)), headers=HTMX))
    mine = await Reply.objects.aget(user=employee)
    assert mine.after is None
    assert api.prompts[0].chat_id == ""


async def test_a_limit_of_ours_is_told_and_the_text_kept(signed_in, api, settings):
    settings.REPLIES_PER_USER = 0
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Too many of your replies are being written." in page
    assert ">How many days?</textarea>" in page


async def test_files_go_along_by_the_upstreams_own_ids(signed_in, api, employee):
    file = await AttachedFile.objects.acreate(
        user=employee, upstream_id="up-7", name="plan.pdf", size=9, status="ready"
    )
    await body(await signed_in.post("/messages/", form(files=[str(file.id)]), headers=HTMX))
    assert api.prompts[0].file_ids == ("up-7",)


async def test_another_users_file_cannot_go_along(signed_in, api, stranger):
    file = await AttachedFile.objects.acreate(
        user=stranger, upstream_id="up-7", name="plan.pdf", size=9, status="ready"
    )
    response = await signed_in.post("/messages/", form(files=[str(file.id)]), headers=HTMX)
    assert response.status_code == 422
    assert api.prompts == []


async def test_what_the_upstream_refuses_comes_with_the_prompt_kept(signed_in, api):
    api.error = RateLimited("do not show this", retry_after=3600)
    stream = await body(await signed_in.post("/messages/", form(), headers=HTMX))
    assert "Too many requests right now." in stream
    assert f'name="again" value="{(await Reply.objects.aget()).id}">Try again' in stream
    assert "do not show this" not in stream


# --- try again ----------------------------------------------------------------------------------------------------


async def attached(user, **fields):
    known = {"upstream_id": "up-1", "name": "plan.pdf", "size": 9, "status": "ready", "chat_id": "c1"}
    return await AttachedFile.objects.acreate(user=user, **known | fields)


async def test_what_is_tried_again_is_the_same_words_with_the_same_files(signed_in, api, employee):
    api.events = EVENTS
    api.saved["c1"] = saved_chat("c1", turns=(Turn("Which plan?", (ChatFile("up-1"),)), Turn("And then?")))
    file = await attached(employee, sent_with=uuid4())
    await attached(employee, upstream_id="up-2", sent_with=uuid4())
    again = form(chat="c1", prompt="typed meanwhile", again="t1")
    stream = await body(await signed_in.post("/messages/", again, headers=HTMX))
    assert [(prompt.text, prompt.chat_id, prompt.file_ids) for prompt in api.prompts] == [
        ("Which plan?", "c1", ("up-1",))
    ]
    assert "plan.pdf" in stream
    await body(await signed_in.post("/messages/", again, headers=HTMX))
    assert len(api.prompts) == 1
    await file.arefresh_from_db()
    assert file.sent_with == (await Reply.objects.aget()).id


async def test_the_files_of_what_has_failed_go_along_with_the_next_try(signed_in, api, employee):
    api.error = Unavailable()
    file = await attached(employee, chat_id="")
    await body(await signed_in.post("/messages/", form(files=[str(file.id)]), headers=HTMX))
    failed = await Reply.objects.aget()
    await beat.commit()
    await body(await signed_in.post("/messages/", form(again=str(failed.id), send_key="k2"), headers=HTMX))
    assert [(prompt.text, prompt.file_ids) for prompt in api.prompts] == [("How many days?", ("up-1",))] * 2


async def test_a_file_that_is_gone_does_not_go_along_again(signed_in, api, employee):
    api.events = EVENTS
    api.saved["c1"] = saved_chat("c1", turns=(Turn("Which plan?", (ChatFile("up-1"),)),))
    await attached(employee, sent_with=uuid4(), status="deleted")
    await body(await signed_in.post("/messages/", form(chat="c1", again="t1"), headers=HTMX))
    assert api.prompts[0].file_ids == ()


async def test_nobody_tries_the_message_of_another_again(signed_in, api, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x")
    assert (await signed_in.post("/messages/", form(again=str(theirs.id)))).status_code == 404
    assert api.prompts == []


async def test_without_javascript_the_answer_is_a_whole_page(signed_in, api):
    api.events = EVENTS
    page = await body(await signed_in.post("/messages/", form()))
    assert page.lstrip().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert page.count("<strong>Twenty</strong> days.") == 1
    assert page.index("Not more.") < page.index("And sick leave?") < page.index('id="composer"')
    assert 'name="chat" id="chat-field" value="c1"' in page


async def test_without_javascript_a_resent_form_leads_to_the_saved_chat(signed_in, api, employee):
    await Reply.objects.acreate(user=employee, send_key="k1", prompt="How many days?", chat_id="c1", status="finished")
    response = await signed_in.post("/messages/", form())
    assert response["Location"] == "/chats/c1/"


async def test_a_reader_who_leaves_does_not_end_the_reply(signed_in, api):
    api.events, api.gate = EVENTS, asyncio.Event()
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    await anext(aiter(response.streaming_content))
    (mine,) = run.here().values()
    api.gate.set()
    await mine.task
    assert mine.log.ended.status == "finished"


async def test_a_reply_is_for_its_owner_only(signed_in, api, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x")
    assert (await signed_in.get(f"/replies/{theirs.id}/", headers=HTMX)).status_code == 404
    assert (await signed_in.post(f"/replies/{theirs.id}/stop/", headers=HTMX)).status_code == 404
    assert (await signed_in.get(f"/replies/{uuid4()}/", headers=HTMX)).status_code == 404


async def test_watching_again_brings_the_whole_reply(signed_in, api):
    api.events, api.gate = EVENTS, asyncio.Event()
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    await anext(aiter(response.streaming_content))
    (reply_id,) = run.here()
    api.gate.set()
    stream = await body(await signed_in.get(f"/replies/{reply_id}/", headers=HTMX))
    assert "<strong>Twenty</strong> days." in stream
    assert '"status": "finished"' in stream


async def test_stopping_ends_the_stream_and_keeps_the_text(signed_in, api):
    api.events, api.gate = EVENTS, asyncio.Event()
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    chunks = aiter(response.streaming_content)
    await anext(chunks)
    (reply_id,) = run.here()
    while len(run.here()[reply_id].log.entries) < 4:
        await asyncio.sleep(0)
    assert (await signed_in.post(f"/replies/{reply_id}/stop/", headers=HTMX)).status_code == 204
    rest = b"".join([chunk async for chunk in chunks]).decode()
    assert "Twenty" in rest
    assert '"status": "stopped"' in rest


async def test_a_form_that_expired_gives_back_what_was_written(employee, api):
    browser = AsyncClient(enforce_csrf_checks=True)
    await browser.aforce_login(employee)
    page = await browser.post("/messages/", form(prompt="A long <thought>"))
    assert page.status_code == 403
    assert "A long &lt;thought&gt;</textarea>" in page.content.decode()
    assert api.prompts == []


async def test_a_form_that_expired_leaves_the_page_as_it_is_for_htmx(employee, api):
    browser = AsyncClient(enforce_csrf_checks=True)
    await browser.aforce_login(employee)
    response = await browser.post("/messages/", form(), headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (403, "#notice")


async def test_a_message_posted_after_the_session_ended_is_given_back(async_client, api):
    page = await async_client.post("/messages/", form(prompt="A long thought"))
    assert page.status_code == 401
    assert "Sign in again to continue." in page.content.decode()
    assert "A long thought</textarea>" in page.content.decode()
    assert api.prompts == []


async def test_another_text_with_a_key_that_was_used_is_not_lost(signed_in, api):
    await body(await signed_in.post("/messages/", form(), headers=HTMX))
    response = await signed_in.post("/messages/", form(prompt="How many days, exactly?"), headers=HTMX)
    assert response.status_code == 422
    page = response.content.decode()
    assert "The message before this one was sent already." in page
    assert ">How many days, exactly?</textarea>" in page
    assert 'id="send-key" value="k1"' not in page


async def test_a_file_that_is_still_being_read_is_waited_for(signed_in, api, employee):
    api.kept_files["up-7"] = ChatFile("up-7")
    await AttachedFile.objects.acreate(user=employee, upstream_id="up-7", name="plan.pdf", size=9)
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    assert response.status_code == 422
    assert "plan.pdf is still being read." in response.content.decode()
    assert api.prompts == []


@pytest.mark.parametrize("fields", [{"send_key": ""}, {"send_key": "k\0"}, {"files": ["gone"]}, {"mode": "clever"}])
async def test_every_refusal_has_its_sentence(signed_in, api, fields):
    response = await signed_in.post("/messages/", form(**fields), headers=HTMX)
    assert response.status_code == 422
    assert 'class="err" role="alert"' in response.content.decode()


async def test_what_no_chat_has_as_its_id_is_not_found(signed_in, api):
    assert (await signed_in.post("/messages/", form(chat="c\0"), headers=HTMX)).status_code == 404
    assert (await signed_in.get("/files/?chat=c%00")).status_code == 404
    assert (await signed_in.get("/chats/c%00/")).status_code == 404


async def test_a_stream_that_breaks_here_tells_the_browser_not_to_ask_again(signed_in, api, monkeypatch, caplog):
    api.events = EVENTS
    monkeypatch.setattr("webchat.replies.stream.Updates.next", lambda self: 1 / 0)
    stream = await body(await signed_in.post("/messages/", form(), headers=HTMX))
    assert 'event: reply-done\ndata: {"status": "failed"' in stream


async def test_without_javascript_a_late_address_does_not_repeat_the_answer(signed_in, api):
    api.events = (ReplyStarted("c1"), TextDelta("See [the plan].\n\nMore.\n\n[the plan]: https://plan.example\n"))
    page = await body(await signed_in.post("/messages/", form()))
    assert page.count("See ") == 1
    assert page.count("More.") == 1


async def test_a_stream_tells_each_step_once_for_those_who_listen(signed_in, api):
    api.events = (Step(StepKind.SEARCHING, "leave"), Notice("Old."), TextDelta("Twenty."), TextDelta(" Or so."))
    api.gate = asyncio.Event()
    response = await signed_in.post("/messages/", form(), headers=HTMX)
    stream = ""
    async for chunk in response.streaming_content:
        stream += chunk.decode()
        if "Twenty." in stream:
            api.gate.set()
    told = re.findall(r"event: reply-step\ndata: (.*)", stream)
    assert [json.loads(each)["line"] for each in told][-1:] == ["Writing"]
    assert len(told) == len(set(told))
