from datetime import timedelta

import pytest
from django.utils import timezone

from tests.fakes import saved_chat
from tests.views.test_chats import HTMX, at, text
from webchat.deletions import store
from webchat.models import AttachedFile, Deletion, Reply
from webchat.upstream.errors import Unavailable


@pytest.fixture
def three(api):
    api.saved = {each: saved_chat(each, f"Chat {each}") for each in ("c1", "c2", "c3")}
    return api


async def pass_the_window():
    await Deletion.objects.aupdate(due_at=timezone.now() - timedelta(seconds=1))


async def test_what_is_undone_stands_where_it_stood(signed_in, three):
    await signed_in.post("/chats/delete/", {"ids": ["c1", "c2"]})
    response = await signed_in.post("/chats/undo/", headers=at("/"))
    assert "chats-changed" in response["HX-Trigger"]
    page = text(await signed_in.get("/"))
    assert page.index("Chat c1<") < page.index("Chat c2<") < page.index("Chat c3<")
    assert 'action="/chats/undo/"' not in page


async def test_the_notice_stands_on_every_page_until_its_time_is_over(signed_in, three):
    await signed_in.post("/chats/c1/delete/")
    for address in ("/", "/chats/c2/", "/chats/", "/files/"):
        assert "Chat deleted." in text(await signed_in.get(address))
    await pass_the_window()
    assert "Chat deleted." not in text(await signed_in.get("/"))


async def test_a_page_that_no_chat_could_have_is_not_noted_as_left(signed_in, three):
    await signed_in.post("/chats/c1/delete/", headers={"HX-Current-URL": f"http://testserver/chats/{'x' * 300}/"})
    assert (await Deletion.objects.aget()).left == "c1"


async def test_the_notice_is_there_when_the_list_is_not(signed_in, three):
    await signed_in.post("/chats/c1/delete/")
    three.list_error = Unavailable()
    assert "Chat deleted." in text(await signed_in.get("/"))


async def test_chats_and_files_are_told_together(signed_in, three, employee):
    name = "<b>plan</b>.txt"
    file = await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name=name, size=2000)
    await signed_in.post("/chats/delete/", {"ids": ["c1", "c2"]})
    page = text(await signed_in.post(f"/files/{file.id}/delete/", headers=HTMX))
    assert "2 chats deleted. &lt;b&gt;plan&lt;/b&gt;.txt removed." in page


async def test_opening_a_deleted_chat_says_so_and_offers_undo(signed_in, three):
    await signed_in.post("/chats/c1/delete/")
    response = await signed_in.get("/chats/c1/")
    assert response.status_code == 410
    assert "This chat was deleted." in text(response)
    assert 'name="chat" value="c1"' in text(response)


@pytest.mark.parametrize("what", [{"prompt": "And then?", "send_key": "k"}, {}])
async def test_nothing_is_sent_to_a_deleted_chat(signed_in, three, what):
    await signed_in.post("/chats/c1/delete/")
    address = "/messages/" if what else "/files/"
    response = await signed_in.post(address, {**what, "chat": "c1"}, headers=at("/chats/c1/"))
    assert response.status_code == 410
    assert response["HX-Retarget"] == "#notice"
    assert 'action="/chats/undo/"' in text(response)
    assert not await Reply.objects.aexists()


async def test_a_chat_on_its_way_to_be_deleted_is_gone(signed_in, three):
    await signed_in.post("/chats/c1/delete/")
    await pass_the_window()
    await store.claim(1)
    response = await signed_in.get("/chats/c1/")
    assert response.status_code == 404
    assert "This chat is no longer there" in text(response)
    assert "Chat c1" not in text(await signed_in.get("/"))


async def test_a_page_whose_chat_was_deleted_elsewhere_offers_undo(signed_in, three):
    await signed_in.post("/chats/c1/delete/", headers=at("/"))
    assert "This chat was deleted." in text(await signed_in.get("/chats/", headers=at("/chats/c1/")))
    await pass_the_window()
    page = text(await signed_in.get("/chats/", headers=at("/chats/c1/")))
    assert "This chat is no longer there" in page
    assert "This chat was deleted." not in page


async def test_undo_leads_back_to_the_chat_that_was_left(signed_in, three):
    await signed_in.post("/chats/c1/delete/", headers=at("/chats/c1/"))
    assert 'name="chat" value="c1"' in text(await signed_in.get("/"))
    response = await signed_in.post("/chats/undo/", {"chat": "c1"}, headers=at("/"))
    assert response["HX-Redirect"] == "/chats/c1/"


async def test_undo_leads_nobody_away_from_another_chat(signed_in, three):
    await signed_in.post("/chats/c1/delete/", headers=at("/chats/c1/"))
    response = await signed_in.post("/chats/undo/", {"chat": "c1"}, headers=at("/chats/c2/"))
    assert "HX-Redirect" not in response
    assert "Undone." in text(response)


async def test_undo_without_javascript_leads_to_the_chat(signed_in, three):
    await signed_in.post("/chats/c1/delete/")
    response = await signed_in.post("/chats/undo/", {"chat": "c1"})
    assert response["Location"] == "/chats/c1/"
    assert (await signed_in.get("/chats/c1/")).status_code == 200


@pytest.mark.parametrize(("chat", "status"), [("c2", 302), ("../account", 404), ("a/b", 404), ("//evil.example", 404)])
async def test_undo_leads_nowhere_but_to_what_it_brings_back(signed_in, three, chat, status):
    await signed_in.post("/chats/c1/delete/")
    response = await signed_in.post("/chats/undo/", {"chat": chat})
    assert (response.status_code, response.get("Location", "/")) == (status, "/")


@pytest.mark.parametrize("headers", [HTMX, {}])
async def test_who_comes_too_late_is_told(signed_in, three, headers):
    await signed_in.post("/chats/c1/delete/")
    await pass_the_window()
    await store.claim(1)
    response = await signed_in.post("/chats/undo/", headers=headers)
    assert response.status_code == 409
    assert "It is too late to undo this." in text(response)


@pytest.mark.parametrize("deletion", ["", "nonsense", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "\0"])
async def test_nothing_to_undo_is_too_late(signed_in, api, deletion):
    assert (await signed_in.post("/chats/undo/", {"deletion": deletion})).status_code == 409


async def test_nobody_undoes_what_is_not_theirs(signed_in, three, stranger):
    await store.hide(stranger, ["c1"])
    theirs = (await store.hidden(stranger)).last
    for data in ({}, {"deletion": str(theirs.id)}):
        assert (await signed_in.post("/chats/undo/", data)).status_code == 409
    assert (await store.hidden(stranger)).chat_ids == {"c1"}


async def test_what_somebody_else_deleted_is_still_there_for_me(signed_in, three, stranger):
    await store.hide(stranger, ["c1"])
    assert (await signed_in.get("/chats/c1/")).status_code == 200
    page = text(await signed_in.get("/"))
    assert "Chat c1<" in page
    assert "Chat deleted." not in page


async def test_a_second_delete_of_a_chat_is_harmless(signed_in, three, employee):
    for _ in range(2):
        assert (await signed_in.post("/chats/c1/delete/", headers=at("/"))).status_code == 200
    assert (await store.hidden(employee)).last.chat_ids == ["c1"]


async def test_a_second_delete_is_harmless_also_on_its_way(signed_in, three, employee):
    await signed_in.post("/chats/c1/delete/")
    await pass_the_window()
    await store.claim(1)
    response = await signed_in.post("/chats/delete/", {"ids": ["c1"]}, headers=at("/"))
    assert response.status_code == 200
    assert await Deletion.objects.acount() == 1


async def test_a_chat_the_upstream_does_not_list_yet_can_be_deleted(signed_in, api, employee):
    reply = await Reply.objects.acreate(user=employee, send_key="k", prompt="How many days?", chat_id="c9")
    assert (await signed_in.post("/chats/c9/delete/", headers=at("/"))).status_code == 200
    assert (await store.hidden(employee)).chat_ids == {"c9"}
    await reply.arefresh_from_db()
    assert reply.stop_requested


async def test_undoing_needs_a_form(signed_in, api):
    assert (await signed_in.get("/chats/undo/")).status_code == 405
