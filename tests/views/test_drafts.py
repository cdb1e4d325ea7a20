from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import saved_chat
from webchat.models import Draft
from webchat.replies import beat, store
from webchat.upstream.types.replies import TextDelta

HTMX = {"HX-Request": "true"}


async def keep(browser, text, chat="", key="k1"):
    response = await browser.post("/drafts/", {"prompt": text, "chat": chat, "send_key": key})
    assert response.status_code == 204


async def drafts():
    return [(draft.chat_id, draft.text) async for draft in Draft.objects.order_by("chat_id")]


async def sent(browser, text, key="k1", **fields):
    form = {"prompt": text, "send_key": key, **fields}
    async for _ in await browser.post("/messages/", form, headers=HTMX):
        pass
    await beat.commit()


async def test_a_draft_stands_in_the_box_of_its_chat_when_that_is_opened_again(signed_in, api):
    api.saved["c1"] = saved_chat("c1")
    await keep(signed_in, "Half a question")
    await keep(signed_in, "  <b>And</b> one\n  more", chat="c1")
    assert ">Half a question</textarea>" in (await signed_in.get("/")).content.decode()
    page = (await signed_in.get("/chats/c1/")).content.decode()
    assert ">  &lt;b&gt;And&lt;/b&gt; one\n  more</textarea>" in page


async def test_the_last_one_counts_and_an_empty_one_forgets_it(signed_in):
    await keep(signed_in, "Half a")
    await keep(signed_in, "Half a question")
    assert await drafts() == [("", "Half a question")]
    await keep(signed_in, "")
    assert await drafts() == []


async def test_nobody_fills_the_database_with_drafts(signed_in, stranger, monkeypatch):
    monkeypatch.setattr("webchat.views.drafts.MOST", 2)
    await Draft.objects.acreate(user=stranger, chat_id="c0", text="Not theirs")
    for chat in ("c1", "c2", "c3"):
        await keep(signed_in, "Half a question", chat)
    assert [chat for chat, _ in await drafts()] == ["c0", "c2", "c3"]


async def test_everyone_has_drafts_of_their_own(signed_in, async_client, employee, stranger, api):
    await keep(signed_in, "Half a question")
    await async_client.aforce_login(stranger)
    assert "Half a question" not in (await async_client.get("/")).content.decode()
    await keep(async_client, "")
    assert await drafts() == [("", "Half a question")]


async def test_a_message_is_no_draft_any_more(signed_in, api):
    await keep(signed_in, "Half a question")
    await keep(signed_in, "Another", chat="c1")
    await sent(signed_in, "A whole question")
    assert await drafts() == [("c1", "Another")]


async def test_a_pressed_suggestion_leaves_the_draft(signed_in, api):
    await keep(signed_in, "Half a question")
    await sent(signed_in, "Half a question", suggestion="And sick leave?")
    assert await drafts() == [("", "Half a question")]


async def test_a_draft_that_comes_later_than_its_message_is_not_kept(signed_in, api):
    await sent(signed_in, "A whole question", key="k1")
    await keep(signed_in, "A whole question", key="k1")
    assert await drafts() == []


async def test_nothing_typed_in_a_temporary_chat_is_kept(signed_in):
    await keep(signed_in, "A secret", chat="temporary-1")
    assert await drafts() == []


async def test_a_draft_goes_with_its_chat(signed_in, api, employee):
    api.events = (TextDelta("Twenty."),)
    await keep(signed_in, "Half a question")
    await keep(signed_in, "Another", chat="c1")
    await keep(signed_in, "A third", chat="c2")
    await store.forget_chats(employee, ["c1"])
    assert await drafts() == [("", "Half a question"), ("c2", "A third")]


async def test_a_draft_nobody_comes_back_to_is_forgotten_after_a_month(signed_in):
    await keep(signed_in, "Half a question")
    await Draft.objects.aupdate(updated_at=timezone.now() - timedelta(days=29))
    await store.sweep(frozenset())
    assert await drafts()
    await Draft.objects.aupdate(updated_at=timezone.now() - timedelta(days=31))
    await store.sweep(frozenset())
    assert await drafts() == []


@pytest.mark.parametrize("fields", [{"prompt": "x" * 200_001, "send_key": "k1"}, {"prompt": "x"}])
async def test_what_cannot_be_a_draft_is_refused(signed_in, fields):
    assert (await signed_in.post("/drafts/", fields)).status_code == 422
    assert await drafts() == []
