"""Names and pins that users give their chats."""

import pytest

from tests.fakes import saved_chat
from webchat.models import ChatNote
from webchat.upstream.errors import Unavailable
from webchat.upstream.protocol import Capabilities

HTMX = {"HX-Request": "true"}


def text(response):
    return response.content.decode()


@pytest.fixture
def chats(api):
    api.saved = {"c1": saved_chat("c1", "One"), "c2": saved_chat("c2", "Two")}
    return api


async def rename(browser, chat_id, title, **headers):
    return await browser.post(f"/chats/{chat_id}/title/", {"title": title}, headers=headers)


async def test_a_chat_is_renamed_without_scripts(signed_in, chats):
    assert 'value="One"' in text(await signed_in.get("/chats/c1/title/"))
    response = await rename(signed_in, "c1", "My keys")
    assert response["Location"] == "/chats/c1/"
    page = text(await signed_in.get("/chats/c1/"))
    assert "<title>My keys" in page
    assert page.count(">My keys<") == 2  # in the heading and in the list


async def test_a_chat_renamed_in_a_dialog_closes_it_and_tells_the_list(signed_in, chats):
    response = await rename(signed_in, "c1", "My keys", **HTMX)
    assert "chats-changed" in response["HX-Trigger"]
    assert "Chat renamed." in text(response)


async def test_without_a_title_it_is_called_what_the_upstream_calls_it(signed_in, chats):
    await rename(signed_in, "c1", "My keys")
    await rename(signed_in, "c1", "  ")
    chats.saved["c1"] = saved_chat("c1", "Renamed upstream")
    assert "Renamed upstream" in text(await signed_in.get("/chats/"))


async def test_the_upstreams_own_title_is_no_name_of_ones_own(signed_in, chats):
    await rename(signed_in, "c1", "One")
    assert not await ChatNote.objects.aexists()


async def test_a_title_that_cannot_be_is_told_and_stands_there_to_be_mended(signed_in, chats):
    response = await rename(signed_in, "c1", "x" * 130, **HTMX)
    assert response.status_code == 422
    assert "This one has 130." in text(response)
    assert "x" * 130 in text(response)
    assert not await ChatNote.objects.aexists()


# --- where the chat API has names that its users can give ----------------------------------------------------------


@pytest.fixture
def renamed_there(chats):
    chats.capabilities = Capabilities(rename=True)
    return chats


async def test_a_new_name_goes_to_the_chat_api(signed_in, renamed_there):
    page = text(await signed_in.get("/chats/c1/title/"))
    assert 'value="One"' in page
    assert "Leave it empty" not in page
    assert "Chat renamed." in text(await rename(signed_in, "c1", "My keys " + "x" * 200, **HTMX))
    assert renamed_there.saved["c1"].title == "My keys " + "x" * 200
    assert not await ChatNote.objects.aexists()


async def test_a_search_right_after_it_finds_the_new_name(signed_in, renamed_there):
    search = {"headers": {**HTMX, "HX-Source": "form#find"}}
    assert "My keys" not in text(await signed_in.get("/chats/?q=keys", **search))
    await rename(signed_in, "c1", "My keys")
    assert "/chats/c1/" in text(await signed_in.get("/chats/?q=keys", **search))


async def test_a_name_of_ones_own_from_before_gives_way(signed_in, chats):
    await rename(signed_in, "c1", "Mine")
    chats.capabilities = Capabilities(rename=True)
    await rename(signed_in, "c1", "My keys")
    assert "<title>My keys" in text(await signed_in.get("/chats/c1/"))


@pytest.mark.parametrize("headers", [HTMX, {}])
async def test_a_name_that_the_chat_api_does_not_take_stands_there_with_the_reason(signed_in, renamed_there, headers):
    renamed_there.rename_error = Unavailable("SELECT secrets")
    response = await rename(signed_in, "c1", "My keys", **headers)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#dialog"
    assert 'value="My keys"' in text(response)
    assert "The assistant service is not answering." in text(response)
    assert "SELECT" not in text(response)
    assert renamed_there.saved["c1"].title == "One"


async def test_nobody_renames_the_chat_of_another_there(signed_in, renamed_there):
    assert (await rename(signed_in, "c9", "Mine now")).status_code == 404


async def test_a_title_of_ones_own_is_never_html(signed_in, chats):
    await rename(signed_in, "c1", "<img src=x>")
    for address in ("/chats/c1/", "/chats/?q=img", "/chats/c1/title/", "/chats/"):
        assert "<img" not in text(await signed_in.get(address))


async def test_a_chat_is_pinned_and_unpinned(signed_in, chats):
    await signed_in.post("/chats/c2/pin/", {"pinned": "1"})
    page = text(await signed_in.get("/chats/"))
    assert page.index("Pinned") < page.index("Two") < page.index("Today") < page.index("One")
    await signed_in.post("/chats/c2/pin/", {"pinned": ""})
    assert "Pinned" not in text(await signed_in.get("/chats/"))


async def test_pinning_twice_is_pinned(signed_in, chats):
    for _ in range(2):
        await signed_in.post("/chats/c2/pin/", {"pinned": "1"}, headers=HTMX)
    assert (await ChatNote.objects.aget()).is_pinned


@pytest.mark.parametrize("what", ["title", "pin"])
@pytest.mark.parametrize("chat_id", ["not-mine", "x" * 300, "%00"])
async def test_nothing_is_noted_of_a_chat_that_is_not_mine(signed_in, chats, what, chat_id):
    response = await signed_in.post(f"/chats/{chat_id}/{what}/", {"title": "Mine", "pinned": "1"})
    assert response.status_code == 404
    assert not await ChatNote.objects.aexists()


async def test_a_list_that_cannot_be_had_notes_nothing(signed_in, chats):
    chats.list_error = Unavailable()
    response = await rename(signed_in, "c1", "My keys")
    assert response.status_code == 503
    assert not await ChatNote.objects.aexists()


async def test_a_pin_is_not_set_by_a_link(signed_in, chats):
    assert (await signed_in.get("/chats/c1/pin/")).status_code == 405
