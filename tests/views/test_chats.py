import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import HANDBOOK, saved_chat
from webchat.deletions import store as deletions
from webchat.models import Reply, ReplyEvent
from webchat.rendering.reply import Ended, Waiting
from webchat.replies import store
from webchat.replies.log import Page
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.replies import CitationFound, FollowUps, Step, StepKind, TextDelta
from webchat.upstream.types.saved import Turn

HTMX = {"HX-Request": "true"}
TURN = Turn("How many days?", reply=(TextDelta("**Twenty** days."), CitationFound(HANDBOOK)))


def text(response):
    return response.content.decode()


def at(path):
    """The headers of htmx on this page."""
    return {**HTMX, "HX-Current-URL": f"http://testserver{path}"}


async def test_the_first_page_is_a_chat_that_is_not_begun(signed_in, api):
    response = await signed_in.get("/")
    assert response.status_code == 200
    assert 'name="prompt"' in text(response)
    assert "Your chats will be listed here." in text(response)


async def test_nobody_sees_anything_without_signing_in(async_client, api):
    response = await async_client.get("/chats/c1/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/sign-in/")


async def test_a_saved_chat_shows_its_turns_with_their_sources(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    page = text(await signed_in.get("/chats/c1/"))
    assert "How many days?" in page
    assert "<strong>Twenty</strong> days." in page
    assert 'aria-label="Source 1: Parental leave">1</a>' in page
    assert 'id="t1-s1"' in page
    assert 'href="https://handbook.example/leave"' in page


async def test_the_current_chat_is_marked_in_the_list(signed_in, api):
    api.saved = {"c1": saved_chat("c1", "One"), "c2": saved_chat("c2", "Two")}
    page = text(await signed_in.get("/chats/c2/"))
    assert page.count('aria-current="page"') == 1
    assert 'href="/chats/c2/" aria-current="page"' in page


async def test_a_chat_that_is_gone_is_a_404_with_a_way_on(signed_in, api):
    response = await signed_in.get("/chats/gone/")
    assert response.status_code == 404
    assert "This chat is no longer there" in text(response)
    assert "New chat" in text(response)


async def test_a_list_that_cannot_be_had_leaves_the_chat_readable(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    api.list_error = Unavailable("internal details")
    page = text(await signed_in.get("/chats/c1/"))
    assert "Twenty" in page
    assert "Saved chats cannot be listed right now." in page
    assert "internal details" not in page


async def test_what_a_user_or_a_title_says_is_never_html(signed_in, api):
    hostile = "<img src=x onerror=alert(1)>"
    api.saved["c1"] = saved_chat("c1", hostile, turns=(Turn(hostile, reply=(TextDelta(hostile),)),))
    assert "<img" not in text(await signed_in.get("/chats/c1/"))


async def test_a_reply_that_failed_stays_readable_after_a_reload(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (TextDelta("Half"), Ended("failed", "It broke.", "Again.")))], [reply.id])
    page = text(await signed_in.get("/chats/c1/"))
    assert page.index("Twenty") < page.index("And then?") < page.index("Half") < page.index("It broke.")
    assert f'name="again" value="{reply.id}"' in page


async def test_a_reply_that_failed_keeps_its_place_when_the_chat_goes_on(signed_in, api, employee):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="KEEP ME", chat_id="c1")
    await store.commit([Page(reply.id, 0, (Ended("failed", "It broke.", "Again."),))], [reply.id])
    before, after = reply.created_at - timedelta(minutes=5), reply.created_at + timedelta(minutes=5)
    turns = (Turn("First?", asked=before), Turn("Last?", asked=after))
    api.saved["c1"] = saved_chat("c1", turns=turns)
    page = text(await signed_in.get("/chats/c1/"))
    assert page.index("First?") < page.index("KEEP ME") < page.index("Last?")


async def test_a_running_reply_is_watched_and_not_shown_twice(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN, Turn("And then?")))
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    page = text(await signed_in.get("/chats/c1/"))
    assert page.count("And then?") == 0  # it comes with the reply
    assert f'hx-get="/replies/{reply.id}/"' in page


async def test_a_reply_is_watched_whose_chat_only_the_upstream_knows_yet(signed_in, api, employee):
    now = timezone.now()
    mine = await Reply.objects.acreate(user=employee, send_key="k", prompt="Hello?", sent_at=now)
    await Reply.objects.acreate(user=employee, send_key="l", prompt="Bye?", sent_at=now)  # in another chat
    api.saved["c1"] = saved_chat("c1", turns=(Turn("Hello?", asked=now),))
    page = text(await signed_in.get("/chats/c1/"))
    assert page.count('hx-get="/replies/') == 1
    assert f'hx-get="/replies/{mine.id}/"' in page
    assert "The assistant gave no answer" not in page


async def test_messages_that_wait_stand_under_the_running_reply(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    running = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    waiting = await Reply.objects.acreate(user=employee, send_key="l", prompt="And <b>then</b>?", chat_id="c1")
    page = text(await signed_in.get("/chats/c1/"))
    assert f'hx-get="/replies/{running.id}/"' in page
    assert page.index('id="waiting"') < page.index("And &lt;b&gt;then&lt;/b&gt;?")
    assert f'data-withdraw="/replies/{waiting.id}/withdraw/"' in page


async def interrupted(employee, chat, *answer):
    """The page of a chat whose reply was cut off here after "Half", and of which the upstream saved this answer."""
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (TextDelta("Half"), Ended("interrupted")))], [reply.id])
    return saved_chat("c1", turns=(Turn("And then?", asked=reply.created_at, reply=answer, **chat),))


async def test_an_interrupted_reply_of_which_the_upstream_has_more_is_shown_as_it_was_saved(signed_in, api, employee):
    api.saved["c1"] = await interrupted(employee, {}, TextDelta("Half and the rest."))
    page = text(await signed_in.get("/chats/c1/"))
    assert "Half and the rest." in page
    assert "This is what the assistant saved." in page
    assert "Try again" in page  # nobody knows whether it is whole


@pytest.mark.parametrize(
    ("chat", "answer"), [({}, ""), ({}, "Ha"), ({"failure": "the model did not respond"}, "Half and more")]
)
async def test_an_interrupted_reply_keeps_its_text_where_the_upstream_has_no_more(
    signed_in, api, employee, chat, answer
):
    api.saved["c1"] = await interrupted(employee, chat, TextDelta(answer))
    page = text(await signed_in.get("/chats/c1/"))
    assert "<p>Half</p>" in page
    assert "The reply was interrupted" in page


async def test_a_message_that_waited_in_a_process_that_died_says_that_it_was_not_sent(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await store.commit([Page(reply.id, 0, (Waiting("turn"), Ended("interrupted")))], [reply.id])
    page = text(await signed_in.get("/chats/c1/"))
    assert "This message was not sent" in page
    assert "Try again" in page
    assert "was interrupted" not in page


async def test_another_users_reply_is_not_in_my_chat(signed_in, api, stranger):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    await Reply.objects.acreate(user=stranger, send_key="k", prompt="Not yours", chat_id="c1")
    page = text(await signed_in.get("/chats/c1/"))
    assert "Not yours" not in page
    assert "/replies/" not in page


async def test_the_next_page_of_the_list_brings_only_rows(signed_in, api):
    api.saved = {f"c{n}": saved_chat(f"c{n}", f"Chat {n}") for n in range(60)}
    first = text(await signed_in.get("/"))
    assert "Chat 49<" in first
    assert "Chat 50<" not in first
    rows = text(await signed_in.get("/chats/?after=c49", headers=HTMX))
    assert "Chat 50<" in rows
    assert "<html" not in rows
    assert 'id="chats"' not in rows


async def hidden(employee):
    return (await deletions.hidden(employee)).chat_ids


async def test_a_deleted_chat_is_hidden_and_nothing_is_sent_yet(signed_in, api, employee):
    api.saved = {"c1": saved_chat("c1", "One"), "c2": saved_chat("c2", "Two")}
    response = await signed_in.post("/chats/c1/delete/")
    assert response["Location"] == "/"
    page = text(await signed_in.get("/"))
    assert ">Two<" in page
    assert ">One<" not in page
    assert api.deletes == []


async def test_several_chats_are_deleted(signed_in, api, employee):
    api.saved = {each: saved_chat(each) for each in ("c1", "c2", "c3")}
    await signed_in.post("/chats/delete/", {"ids": ["c1", "c3"]})
    assert await hidden(employee) == {"c1", "c3"}
    assert "2 chats deleted." in text(await signed_in.get("/"))


@pytest.mark.parametrize("ids", [[], ["c1", "not-mine"]])
async def test_a_choice_that_does_not_hold_deletes_nothing(signed_in, api, employee, ids):
    api.saved["c1"] = saved_chat("c1")
    response = await signed_in.post("/chats/delete/", {"ids": ids})
    assert response.status_code == 422
    assert "Nothing was deleted." in text(response)
    assert await hidden(employee) == frozenset()


async def test_a_chat_that_is_not_mine_cannot_be_deleted(signed_in, api, employee):
    assert (await signed_in.post("/chats/not-mine/delete/")).status_code == 404
    assert await hidden(employee) == frozenset()


async def test_deleting_needs_a_form(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    assert (await signed_in.get("/chats/c1/delete/")).status_code == 405


async def test_all_chats_are_deleted_only_with_their_number(signed_in, api, employee):
    api.saved = {f"c{n}": saved_chat(f"c{n}") for n in range(3)}
    wrong = await signed_in.post("/chats/delete-all/", {"confirm": "2"})
    assert wrong.status_code == 422
    assert "That is not the number of chats. Type 3." in text(wrong)
    assert await hidden(employee) == frozenset()
    await signed_in.post("/chats/delete-all/", {"confirm": "3"})
    assert await hidden(employee) == {"c0", "c1", "c2"}


async def test_deleting_all_counts_only_what_is_there(signed_in, api, employee):
    api.saved = {f"c{n}": saved_chat(f"c{n}") for n in range(3)}
    await signed_in.post("/chats/c1/delete/")
    assert "Delete all 2 chats?" in text(await signed_in.get("/chats/delete-all/"))
    await signed_in.post("/chats/delete-all/", {"confirm": "2"})
    assert await hidden(employee) == {"c0", "c1", "c2"}
    assert "3 chats deleted." in text(await signed_in.get("/"))


async def test_thousands_of_chats_can_be_chosen_and_deleted(signed_in, api, employee):
    api.saved = {f"c{n}": saved_chat(f"c{n}") for n in range(3000)}
    await signed_in.post("/chats/delete/", {"ids": list(api.saved)})
    assert len(await hidden(employee)) == 3000


@pytest.mark.parametrize(
    ("fields", "deleted"), [({"confirm": "2"}, {"c1", "c2"}), ({"confirm": "3", "pinned": "1"}, {"c0", "c1", "c2"})]
)
async def test_deleting_all_leaves_pinned_chats_unless_they_are_meant_too(signed_in, api, employee, fields, deleted):
    api.saved = {f"c{n}": saved_chat(f"c{n}") for n in range(3)}
    await signed_in.post("/chats/c0/pin/", {"pinned": "1"})
    assert "Delete the 1 pinned chat too." in text(await signed_in.get("/chats/delete-all/"))
    await signed_in.post("/chats/delete-all/", fields)
    assert await hidden(employee) == deleted


async def test_what_is_written_in_a_deleted_chat_is_stopped_at_once_and_kept(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1", turns=(TURN,))
    elsewhere = await Reply.objects.acreate(user=employee, send_key="j", prompt="And here?", chat_id="c2")
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="And then?", chat_id="c1")
    await signed_in.post("/chats/c1/delete/")
    await reply.arefresh_from_db()
    await elsewhere.arefresh_from_db()
    assert (reply.stop_requested, reply.prompt) == (True, "And then?")
    assert not elsewhere.stop_requested


async def test_deleting_the_chat_one_reads_leads_to_a_new_one(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    response = await signed_in.post("/chats/c1/delete/", headers=at("/chats/c1/"))
    assert response["HX-Redirect"] == "/"
    assert "Chat deleted." in text(await signed_in.get("/"))


async def test_deleting_another_chat_stays_where_one_is(signed_in, api):
    api.saved = {"c1": saved_chat("c1"), "c2": saved_chat("c2")}
    response = await signed_in.post("/chats/c1/delete/", headers=at("/chats/c2/"))
    assert "chats-deleted" in response["HX-Trigger"]
    assert "Chat deleted." in text(response)
    assert 'action="/chats/undo/"' in text(response)


async def test_a_reload_still_tells_how_long_a_reply_took_and_what_to_ask_next(signed_in, api, employee):
    step = Step(StepKind.SEARCHING, "leave")
    asked = [replace(TURN, reply=(step, *TURN.reply), prompt=prompt) for prompt in ("One?", "Two?")]
    api.saved["c1"] = saved_chat("c1", turns=asked)
    for number, turn in enumerate(asked):
        reply = await Reply.objects.acreate(
            user=employee, send_key=str(number), prompt=turn.prompt, chat_id="c1", status="finished"
        )
        entries = (TextDelta("not shown"), FollowUps((f"More of {turn.prompt}",)), Ended(seconds=number + 0.5))
        await ReplyEvent.objects.abulk_create(store._rows(Page(reply.id, 0, entries)))
    page = text(await signed_in.get("/chats/c1/"))
    assert "Searched 1 time · 0.5 s" in page
    assert "Searched 1 time · 1.5 s" in page
    assert 'value="More of Two?"' in page
    assert "More of One?" not in page
    assert "not shown" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", range(26, 46)),
        ("?first=3", range(3, 46)),
        ("?first=45", range(26, 46)),
        ("?first=0", range(26, 46)),
        ("?first=x&last=", range(26, 46)),
        ("?first=3&last=5", range(3, 6)),
    ],
)
async def test_of_a_long_chat_come_the_turns_that_are_asked_for(signed_in, api, query, shown):
    api.saved["c1"] = saved_chat("c1", turns=[replace(TURN, prompt=f"Question {each}") for each in range(1, 46)])
    page = text(await signed_in.get(f"/chats/c1/{query}"))
    assert re.findall(r'class="asked"[^>]*>Question (\d+)<', page) == [str(each) for each in shown]


async def test_earlier_turns_come_alone_with_the_way_to_those_before_them(signed_in, api):
    api.saved["c1"] = saved_chat("c1", turns=[replace(TURN, prompt=f"Question {each}") for each in range(1, 46)])
    part = text(await signed_in.get("/chats/c1/?first=11&last=15", headers=HTMX))
    assert part.strip().startswith("<li")
    assert part.count('class="turn lane"') == 5
    assert 'hx-get="/chats/c1/?first=1&amp;last=10"' in part
    assert 'href="/chats/c1/?first=1#turn-t11"' in part
