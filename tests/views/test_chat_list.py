"""The list of saved chats: searched, chosen from, and kept up to date."""

import asyncio

import pytest

from tests.fakes import saved_chat
from webchat.chats import notes
from webchat.models import Reply
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.saved import Turn
from webchat.views import sidebar

HTMX = {"HX-Request": "true"}


def text(response):
    return response.content.decode()


def on_the_page_of(chat_id):
    return {**HTMX, "HX-Current-URL": f"http://testserver/chats/{chat_id}/"}


@pytest.fixture
def many(api):
    """Chats c0 to c119, every other one about keys."""
    api.saved = {f"c{n}": saved_chat(f"c{n}", f"{'Key' if n % 2 else 'Leave'} no. {n}") for n in range(120)}
    return api


async def test_the_search_finds_chats_of_every_page_without_scripts(signed_in, many):
    page = text(await signed_in.get("/chats/", {"q": "kéy 119"}))
    assert "<mark>Key</mark> no. <mark>119</mark>" in page
    assert page.count("<li id=") == 1
    assert 'name="q" value="kéy 119"' in page


async def test_what_follows_is_of_the_same_search(signed_in, many):
    first = text(await signed_in.get("/chats/", {"q": "key"}, headers=HTMX))
    assert 'href="/chats/?q=key&amp;after=c99"' in first
    rows = text(await signed_in.get("/chats/", {"q": "key", "after": "c99"}, headers=HTMX))
    assert "no. 101" in rows
    assert "Leave" not in rows


async def test_a_search_that_finds_nothing_says_so_and_can_be_cleared(signed_in, many):
    page = text(await signed_in.get("/chats/", {"q": "<script>"}))
    assert "No chat title contains “&lt;script&gt;”." in page
    assert "Clear search" in page


async def test_a_title_too_long_for_its_row_can_be_read_whole(signed_in, api):
    api.saved = {"c1": saved_chat("c1", "Parking"), "c2": saved_chat("c2", 'The "long" way round the harbour')}
    page = text(await signed_in.get("/chats/"))
    assert 'title="The &quot;long&quot; way round the harbour"' in page
    assert 'title="Parking"' not in page


async def test_only_ones_own_chats_are_searched(signed_in, api, stranger):
    await Reply.objects.acreate(user=stranger, send_key="k", prompt="Secret keys", chat_id="c1")
    assert "Secret" not in text(await signed_in.get("/chats/", {"q": "secret"})).replace('value="secret"', "")


async def test_all_that_match_are_chosen_whatever_their_number(signed_in, many):
    page = text(await signed_in.get("/chats/", {"q": "key", "select": ""}))
    assert "Select all 60" in page
    assert page.count("checked") == 0
    page = text(await signed_in.get("/chats/", {"q": "key", "select": "all"}))
    assert page.count('type="checkbox" name="ids"') == page.count(" checked>") == 60
    assert "60 selected" in page
    assert "Older chats" not in page


async def test_a_list_that_was_scrolled_keeps_its_length(signed_in, many):
    page = text(await signed_in.get("/chats/", {"shown": "100"}, headers=HTMX))
    assert page.count("<li id=") == 100


async def test_the_head_of_the_page_follows_the_list(signed_in, api):
    api.saved["c1"] = saved_chat("c1", "Renamed upstream")
    part = text(await signed_in.get("/chats/", headers=on_the_page_of("c1")))
    assert '<hx-partial hx-target="#title"' in part
    assert '<h1 id="title" dir="auto">Renamed upstream</h1>' in part
    assert "/chats/c1/delete/" in part


async def test_a_page_without_a_chat_keeps_its_head(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    part = text(await signed_in.get("/chats/", headers={**HTMX, "HX-Current-URL": "http://testserver/"}))
    assert "hx-partial" not in part


async def test_a_chat_that_vanished_while_it_was_open_is_told(signed_in, api):
    part = text(await signed_in.get("/chats/", headers=on_the_page_of("c1")))
    assert "This chat is no longer there" in part
    assert "New chat" in part


async def test_a_list_that_lacks_a_chat_which_is_there_says_nothing(signed_in, api, monkeypatch):
    api.saved["c1"] = saved_chat("c1")

    async def nothing():
        return ()

    monkeypatch.setattr(api, "chats", nothing)
    assert "no longer there" not in text(await signed_in.get("/chats/", headers=on_the_page_of("c1")))


async def test_a_list_that_could_not_be_had_says_nothing_of_the_open_chat(signed_in, api):
    api.list_error = Unavailable()
    part = text(await signed_in.get("/chats/", headers=on_the_page_of("c1")))
    assert "no longer there" not in part
    assert "Saved chats cannot be listed right now." in part


async def test_a_chat_of_which_we_keep_a_failed_reply_is_not_gone(signed_in, api, employee):
    await Reply.objects.acreate(user=employee, send_key="k", prompt="And?", chat_id="c1", status="failed")
    assert "no longer there" not in text(await signed_in.get("/chats/", headers=on_the_page_of("c1")))


async def ended(user, chat_id, status="finished"):
    return await Reply.objects.acreate(user=user, send_key="k", chat_id=chat_id, status=status)


async def test_a_reply_that_ended_unseen_has_a_dot_until_its_chat_is_opened(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1")
    await ended(employee, "c1")
    assert "new reply" in rows(await signed_in.get("/chats/"))
    assert "new reply" not in rows(await signed_in.get("/chats/c1/"))
    assert "new reply" not in rows(await signed_in.get("/chats/"))


def rows(response):
    return text(response).partition("<template")[0]


async def test_asking_for_the_list_reads_nothing(signed_in, api, employee):
    api.saved["c1"] = saved_chat("c1")
    await ended(employee, "c1")
    await signed_in.get("/chats/")
    await signed_in.get("/")
    assert not (await Reply.objects.aget()).is_seen


async def test_a_page_tells_that_it_has_shown_the_end_of_a_reply(signed_in, employee):
    reply = await ended(employee, "c1", "running")
    assert (await signed_in.post(f"/replies/{reply.id}/seen/")).status_code == 204
    assert (await Reply.objects.aget()).is_seen


async def test_nobody_reads_the_replies_of_others(signed_in, api, stranger):
    reply = await ended(stranger, "c1")
    assert (await signed_in.post(f"/replies/{reply.id}/seen/")).status_code == 404
    await signed_in.get("/chats/c1/")
    assert not (await Reply.objects.aget()).is_seen


# --- a list that takes its time -----------------------------------------------------------------------------------


@pytest.fixture
def late(api, monkeypatch):
    """The chat API, which lists its chats only after the page has given up; what opens the gate."""
    api.saved = {"c1": saved_chat("c1", "One", turns=(Turn("How many days?"),)), "c2": saved_chat("c2", "Two")}
    gate, listed = asyncio.Event(), api.chats

    async def chats():
        await gate.wait()
        return await listed()

    monkeypatch.setattr(api, "chats", chats)
    monkeypatch.setattr(sidebar, "PATIENCE", 0)
    yield gate
    gate.set()


async def test_a_page_does_not_wait_long_for_its_list(signed_in, late):
    for address in ("/", "/chats/c1/"):
        page = text(await signed_in.get(address))
        assert "Loading your chats…" in page
        assert 'id="message"' in page
        assert "Two" not in page
    assert "How many days?" in page
    assert '<a class="link" href="/chats/">Show your chats</a>' in page


async def test_the_list_follows_its_page(signed_in, late):
    await signed_in.get("/")
    late.set()
    part = text(await signed_in.get("/chats/", headers={**HTMX, "HX-Source": "p#late"}))
    assert ">Two<" in part
    assert "Loading" not in part


async def test_without_its_list_a_chat_still_has_its_own_name_and_pin(signed_in, late, employee):
    await notes.name(employee, "c1", "Mine")
    await notes.pin(employee, "c1", pinned=True)
    page = text(await signed_in.get("/chats/c1/"))
    assert '<h1 id="title" dir="auto">Mine</h1>' in page
    assert "Unpin" in page


async def test_the_list_as_a_page_is_waited_for(signed_in, late):
    late.set()
    assert "Loading" not in text(await signed_in.get("/chats/"))


async def test_a_chat_found_and_gone_meanwhile_says_so_gently(signed_in, api):
    """By somebody who deleted it in another program: a search may show what was there some seconds ago."""
    api.saved["c1"] = saved_chat("c1", "Parking")
    await signed_in.get("/chats/")
    del api.saved["c1"]
    found = text(await signed_in.get("/chats/", {"q": "park"}, headers={**HTMX, "HX-Source": "form#find"}))
    assert 'href="/chats/c1/"' in found
    response = await signed_in.get("/chats/c1/")
    assert response.status_code == 404
    assert "This chat is no longer there" in text(response)
    assert 'href="/chats/"' in text(response)
