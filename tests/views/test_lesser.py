"""Before a chat API that can do less: what it cannot is not offered, and nobody is told that it was done."""

import pytest

from tests.fakes import saved_chat
from webchat.models import Reply, TemporaryChat
from webchat.replies import beat
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Turn
from webchat.views import account

HTMX = {"HX-Request": "true"}
LESSER = Capabilities(modes=(Mode.PLAIN,))
TURNS = (Turn("One?", reply=(TextDelta("1"),)), Turn("Two?", reply=(TextDelta("2"),)))


@pytest.fixture(autouse=True)
def can_do_less(api, monkeypatch):
    api.capabilities = LESSER
    api.saved = {"c1": saved_chat("c1", turns=TURNS)}
    api.events = (ReplyStarted("c2"), TextDelta("So."), ReplyFinished())
    monkeypatch.setattr(account, "capabilities", lambda: LESSER)


async def page_of(browser, address="/"):
    return (await browser.get(address)).content.decode()


async def sent(browser, **fields):
    """The whole answer to a message."""
    response = await browser.post("/messages/", {"prompt": "So?", "send_key": "k1", **fields}, headers=HTMX)
    body = b"".join([chunk async for chunk in response]) if response.streaming else response.content
    await beat.commit()
    return response.status_code, body.decode()


# --- a new chat cannot begin with turns of another one ------------------------------------------------------------


async def test_only_the_question_that_began_a_chat_can_be_asked_in_other_words(signed_in, api):
    page = await page_of(signed_in, "/chats/c1/")
    assert "/chats/c1/turns/t1/edit/" in page
    assert "/chats/c1/turns/t2/edit/" not in page
    form = await page_of(signed_in, "/chats/c1/turns/t1/edit/")
    assert "It is asked in a new chat. This one stays as it is." in form
    for method in (signed_in.get, signed_in.post):
        response = await method("/chats/c1/turns/t2/edit/", {"prompt": "Two, rather?", "send_key": "k1"})
        assert response.status_code == 404
        assert "The assistant cannot do this." in response.content.decode()
    assert api.prompts == []


async def test_while_a_chat_is_followed_it_is_the_same(signed_in):
    _, first = await sent(signed_in)
    assert "data-edit-turn" in first
    reply = await Reply.objects.aget()
    _, second = await sent(signed_in, chat="c2", after=str(reply.id), send_key="k2")
    assert "data-edit-turn" not in second


async def test_an_edited_first_question_goes_without_any_history(signed_in, api):
    response = await signed_in.post("/chats/c1/turns/t1/edit/", {"prompt": "One, rather?", "send_key": "k1"})
    assert b"So." in b"".join([piece async for piece in response])
    [prompt] = api.prompts
    assert (prompt.text, prompt.chat_id, prompt.history) == ("One, rather?", "", ())


async def test_trying_again_asks_in_the_same_chat(signed_in, api):
    await sent(signed_in, prompt="", chat="c1", again="t2")
    [prompt] = api.prompts
    assert (prompt.text, prompt.chat_id, prompt.history) == ("Two?", "c1", ())


# --- every prompt is saved ----------------------------------------------------------------------------------------


async def test_nothing_speaks_of_temporary_chats(signed_in):
    for address in ("/", "/chats/c1/", "/account/preferences/"):
        page = (await page_of(signed_in, address)).replace('<span id="temporary" hidden></span>', "")
        words = page.partition("<body")[2].lower()
        assert "temporary" not in words
        assert "not saved" not in words
    assert "temporary" in (await page_of(signed_in)).lower()  # its place, which a script may look for


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize("fields", [{"temporary": "1"}, {"chat": "temporary-1"}])
async def test_a_message_that_wants_not_to_be_saved_is_not_sent(signed_in, api, headers, fields):
    if "chat" in fields and not headers:
        return  # there is no page of it
    form = {"prompt": "A secret?", "send_key": "k1", **fields}
    response = await signed_in.post("/messages/", form, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "No chat can be temporary here. Nothing was sent." in page
    assert "A secret?</textarea>" in page
    assert api.prompts == []
    assert not await TemporaryChat.objects.aexists()


# --- and the rest -------------------------------------------------------------------------------------------------


async def test_no_sources_are_spoken_of(signed_in):
    _, stream = await sent(signed_in)
    for page in (await page_of(signed_in), await page_of(signed_in, "/chats/c1/"), stream):
        assert "No sources were cited" not in page
        assert "Check the sources" not in page
        assert "where each of them comes from" not in page


async def test_applications_that_are_configured_are_not_offered(signed_in, api, settings):
    settings.APPLICATIONS = ("handbook", "payroll")
    page = await page_of(signed_in)
    assert "appsel" not in page
    assert "handbook" not in await page_of(signed_in, "/assistants/")
    status, refused = await sent(signed_in, application="handbook")
    assert (status, api.prompts) == (422, [])
    assert "There is no such application." in refused
