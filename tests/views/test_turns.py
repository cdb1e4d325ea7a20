import asyncio
import re
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.fakes import HANDBOOK, saved_chat
from webchat.models import AttachedFile, Reply, TemporaryChat
from webchat.rendering.reply import Ended
from webchat.replies import beat, store
from webchat.replies.log import Page
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.prompts import Feedback
from webchat.upstream.types.replies import CitationFound, ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import ChatFile, Turn

TURN = Turn("How many days?", reply=(TextDelta("**Twenty** days."), CitationFound(HANDBOOK)))


def text(response):
    return response.content.decode()


# --- the row of actions -------------------------------------------------------------------------------------------


async def test_a_saved_reply_can_be_copied(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    assert 'data-from="/chats/c1/turns/t1/copy/"' in text(await signed_in.get("/chats/c1/"))
    copies = (await signed_in.get("/chats/c1/turns/t1/copy/")).json()
    assert copies["text"].startswith("**Twenty** days.[^1]\n\n[^1]: Parental leave")
    assert copies["html"].startswith("<p><strong>Twenty</strong> days.")
    assert copies["html"].count("https://handbook.example/leave") == 2


async def test_a_reply_without_text_has_nothing_to_copy(signed_in, api, employee):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (Ended("stopped"),))], [reply.id])
    page = text(await signed_in.get("/chats/c1/"))
    assert 'data-copy="reply"' not in page
    assert "Try again" in page


async def test_nobody_copies_the_reply_of_another(signed_in, api, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x", chat_id="c1")
    assert (await signed_in.get(f"/chats/c1/turns/{theirs.id}/copy/")).status_code == 404
    assert (await signed_in.get("/chats/c1/turns/t1/copy/")).status_code == 404


# --- feedback -----------------------------------------------------------------------------------------------------

HTMX = {"HX-Request": "true"}
JUDGED = replace(TURN, reply=(*TURN.reply, ReplyFinished(feedback_token="T1")))
ADDRESS = "/chats/c1/turns/t1/feedback/"


async def test_what_a_reader_thinks_goes_to_the_chat_api_by_the_token_of_the_reply(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(JUDGED,))
    page = text(await signed_in.get("/chats/c1/"))
    assert page.count(f'formaction="{ADDRESS}"') == 2
    assert "T1" not in page
    assert (await signed_in.post(ADDRESS, {"helpful": "yes"}, headers=HTMX)).status_code == 204
    await signed_in.post(ADDRESS, {"helpful": "no", "words": " Out of date. "}, headers=HTMX)
    helpful, not_helpful = Feedback(token="T1", helpful=True), Feedback(token="T1", helpful=False, words="Out of date.")
    assert api.feedback == [helpful, not_helpful]


async def test_what_a_reader_thinks_is_still_shown_when_they_come_back(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(JUDGED,))
    assert pressed(await signed_in.get("/chats/c1/")) == [False, False]
    for helpful, expected in (("yes", [True, False]), ("no", [False, True])):
        await signed_in.post(ADDRESS, {"helpful": helpful}, headers=HTMX)
        assert pressed(await signed_in.get("/chats/c1/")) == expected


def pressed(response):
    return [state == "true" for state in re.findall(r'name="helpful"[^>]* aria-pressed="(\w+)"', text(response))]


async def test_a_reply_of_this_hour_is_judged_without_asking_for_its_chat(signed_in, api, employee):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    entries = (TextDelta("Then."), ReplyFinished(feedback_token="T2"), Ended())
    await store.commit([Page(reply.id, 0, entries)], [reply.id])
    await signed_in.post(f"/chats/c1/turns/{reply.id}/feedback/", {"helpful": "yes"}, headers=HTMX)
    assert api.feedback == [Feedback(token="T2", helpful=True)]


async def test_without_javascript_the_reason_is_asked_for_on_a_page(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(JUDGED,))
    asked = await signed_in.post(ADDRESS, {"helpful": "no"})
    assert "Thanks, noted." in text(asked)
    assert 'name="words"' in text(asked)
    told = await signed_in.post(ADDRESS, {"helpful": "no", "words": "Wrong."})
    assert (told.status_code, told["Location"]) == (302, "/chats/c1/")
    assert (await signed_in.post(ADDRESS, {"helpful": "yes"}))["Location"] == "/chats/c1/"
    assert len(api.feedback) == 3


async def test_where_the_chat_api_gives_no_token_there_is_nothing_to_press(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    assert "Helpful" not in text(await signed_in.get("/chats/c1/"))
    assert (await signed_in.post(ADDRESS, {"helpful": "yes"})).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"helpful": "maybe"}, {"helpful": "no", "words": "x" * 1001}])
async def test_feedback_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(signed_in, api, fields):
    api.saved["c1"] = saved_chat("c1", turns=(JUDGED,))
    response = await signed_in.post(ADDRESS, fields)
    assert response.status_code == 422
    assert fields.get("words", "") in text(response)
    assert api.feedback == []


async def test_feedback_that_the_chat_api_refuses_is_told(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(JUDGED,))
    api.error = Unavailable()
    assert (await signed_in.post(ADDRESS, {"helpful": "yes"}, headers=HTMX)).status_code == 503


# --- edit and send again ------------------------------------------------------------------------------------------

FILE = ChatFile("up-1", "plan.txt")
TURNS = (Turn("One?", reply=(TextDelta("1"),)), Turn("Two?", (FILE,), reply=(TextDelta("2"),)), Turn("Three?"))
EDIT = "/chats/c1/turns/t2/edit/"
EVENTS = (ReplyStarted("c2"), TextDelta("**Too**."), ReplyFinished("New"))


@pytest.fixture
def three_turns(api):
    api.saved["c1"] = saved_chat("c1", turns=TURNS, application_id="handbook")
    api.events = EVENTS
    return api


def edited(**fields):
    return {"prompt": "Two, rather?", "send_key": "k1", **fields}


async def body(response):
    return b"".join([chunk async for chunk in response.streaming_content]).decode()


async def test_a_question_can_be_edited_in_its_place_and_on_a_page(signed_in, three_turns):
    assert f'href="{EDIT}"' in text(await signed_in.get("/chats/c1/"))
    page, part = text(await signed_in.get(EDIT)), text(await signed_in.get(EDIT, headers=HTMX))
    assert "Two?</textarea>" in page
    assert "Two?</textarea>" in part
    assert "<html" in page
    assert "<html" not in part


async def test_an_edited_question_begins_a_new_chat_with_the_turns_before_it(signed_in, three_turns):
    page = await body(await signed_in.post(EDIT, edited()))
    [prompt] = three_turns.prompts
    assert (prompt.text, prompt.chat_id, prompt.save) == ("Two, rather?", "", True)
    assert (prompt.history, prompt.file_ids) == (TURNS[:1], ("up-1",))
    assert page.index("One?") < page.index("Two, rather?") < page.index("<strong>Too</strong>")
    assert "Three?" not in page
    reply = await Reply.objects.aget()
    assert reply.after is None


async def test_the_files_of_an_edited_question_are_files_of_the_new_chat_too(signed_in, three_turns, employee):
    await AttachedFile.objects.acreate(
        user=employee, chat_id="c1", upstream_id="up-1", name="plan.txt", size=1, status="ready", sent_with=uuid4()
    )
    page = await body(await signed_in.post(EDIT, edited()))
    await beat.commit()
    assert page.count("plan.txt") == 1
    reply = await Reply.objects.aget()
    shared = await AttachedFile.objects.aget(chat_id="c2")
    assert (shared.name, shared.sent_with, shared.is_usable) == ("plan.txt", reply.id, True)
    assert await AttachedFile.objects.filter(chat_id="c1").acount() == 1


async def test_with_javascript_the_page_of_the_new_chat_watches_the_reply(signed_in, three_turns):
    three_turns.gate = asyncio.Event()
    page = text(await signed_in.post(EDIT, edited(live="1")))
    reply = await Reply.objects.aget()
    assert "One?" in page
    assert f'hx-get="/replies/{reply.id}/"' in page
    assert 'id="chat-field" value=""' in page
    three_turns.gate.set()


async def test_an_edited_question_that_comes_twice_is_asked_once(signed_in, three_turns):
    await body(await signed_in.post(EDIT, edited()))
    await signed_in.post(EDIT, edited())
    assert len(three_turns.prompts) == 1


@pytest.mark.parametrize("with_javascript", [True, False])
async def test_what_is_tried_again_before_its_chat_began_still_follows_on_the_turns_before_it(
    signed_in, three_turns, with_javascript
):
    three_turns.events, three_turns.error = (), Unavailable()
    await body(await signed_in.post(EDIT, edited()))
    await beat.commit()
    for key in ("k2", "k3"):  # as often as it takes
        failed = await Reply.objects.alatest("created_at")
        fields = {"after": str(failed.id)} if with_javascript else {}
        await body(await signed_in.post("/messages/", {"again": str(failed.id), "send_key": key, **fields}))
        await beat.commit()
    assert [prompt.text for prompt in three_turns.prompts] == ["Two, rather?"] * 3
    assert [prompt.history for prompt in three_turns.prompts] == [TURNS[:1]] * 3


async def test_other_words_with_a_key_that_was_used_are_kept_and_not_asked(signed_in, three_turns):
    await body(await signed_in.post(EDIT, edited()))
    response = await signed_in.post(EDIT, edited(prompt="Two, at last?"))
    assert response.status_code == 422
    assert "Two, at last?</textarea>" in text(response)
    assert len(three_turns.prompts) == 1


@pytest.mark.parametrize(("fields", "sentence"), [({"prompt": " "}, "Write a message"), ({"send_key": ""}, "expired")])
async def test_what_cannot_be_asked_is_told(signed_in, three_turns, fields, sentence):
    response = await signed_in.post(EDIT, edited(**fields))
    assert response.status_code == 422
    assert sentence in text(response)
    assert three_turns.prompts == []


async def test_a_limit_is_told_and_the_words_are_kept(signed_in, three_turns, settings):
    settings.REPLIES_PER_USER = 0
    response = await signed_in.post(EDIT, edited())
    assert "Too many of your replies" in text(response)
    assert "Two, rather?</textarea>" in text(response)


async def test_nobody_edits_what_is_not_theirs_or_not_saved(signed_in, api, stranger):
    theirs = await Reply.objects.acreate(user=stranger, send_key="k", prompt="x", chat_id="c1")
    for address in (
        f"/chats/c1/turns/{theirs.id}/edit/",
        "/chats/c1/turns/t1/edit/",
        "/chats/temporary-1/turns/t1/edit/",
    ):
        assert (await signed_in.get(address)).status_code == 404
        assert (await signed_in.post(address, edited())).status_code == 404


async def test_a_question_of_a_temporary_chat_cannot_be_edited(signed_in, api, employee):
    chat = await TemporaryChat.objects.acreate(user=employee)
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="Hush?", chat_id=chat.id)
    await store.commit([Page(reply.id, 0, (TextDelta("Yes."), Ended()))], [reply.id])
    page = text(await signed_in.get(f"/chats/{chat.id}/"))
    assert "Hush?" in page
    assert "data-edit-turn" not in page
