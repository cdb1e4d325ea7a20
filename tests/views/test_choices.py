"""Whom a chat asks, in which mode and from which sources: what was chosen holds for whatever comes next in it."""

import re

import pytest

from tests.fakes import saved_chat
from webchat.models import Reply
from webchat.replies import beat
from webchat.upstream.errors import Unavailable
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode, Restrictions
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Agent, Application, Turn

HANDBOOK = Application("handbook", "Handbook", sources=("wiki", "people"))
CHOICE = {"application": "handbook", "mode": "fast", "sources": ["wiki"]}
AGENT = {"agent": "brief", "mode": "advanced"}


@pytest.fixture(autouse=True)
def there_are(api, settings):
    settings.APPLICATIONS = ("handbook",)
    api.applications = {"handbook": HANDBOOK}
    api.known_agents = (Agent("brief", "Brief"),)
    api.events = (ReplyStarted("c1"), TextDelta("Twenty."), ReplyFinished())
    api.saved = {"c1": saved_chat("c1", turns=(Turn("How many?"),), application_id="handbook")}


async def ask(browser, **fields):
    """The page or the stream of the reply, when it has ended."""
    response = await browser.post("/messages/", {"prompt": "How many?", "send_key": "k1", **fields})
    page = b"".join([piece async for piece in response.streaming_content]).decode()
    await beat.commit()
    return page


async def page_of(browser, address="/chats/c1/"):
    return (await browser.get(address)).content.decode()


def chosen(page):
    """The choices in its message box."""
    choices = ('value="handbook"', 'value="brief"', 'value="fast" checked', 'value="advanced" checked')
    page = re.sub(r' title="[^"]*"', "", page)
    return {choice for choice in (*choices, 'value="wiki" checked', 'value="people" checked') if choice in page}


async def test_a_chat_goes_on_with_the_mode_and_the_sources_that_were_chosen_last(signed_in):
    await ask(signed_in, **CHOICE)
    expected = {'value="handbook"', 'value="fast" checked', 'value="wiki" checked'}
    assert chosen(await page_of(signed_in)) == expected
    await ask(signed_in, chat="c1", send_key="k2", **{**CHOICE, "sources": ["people"]})
    assert chosen(await page_of(signed_in)) == expected - {'value="wiki" checked'} | {'value="people" checked'}


async def test_a_chat_goes_on_with_its_agent_and_says_who_it_is(signed_in):
    await ask(signed_in, **AGENT)
    page = await page_of(signed_in)
    assert chosen(page) == {'value="brief"', 'value="advanced" checked'}
    assert '<span class="name">Brief</span>' in page


async def test_an_agent_that_cannot_be_had_now_is_still_the_one_that_is_asked(signed_in, api, monkeypatch):
    async def unavailable(_):
        raise Unavailable

    await ask(signed_in, **AGENT)
    monkeypatch.setattr(api, "agent", unavailable)
    assert 'value="brief"' in chosen(await page_of(signed_in))


async def test_a_page_without_javascript_goes_on_in_the_same_way(signed_in):
    page = await ask(signed_in, **CHOICE)
    assert chosen(page) == {'value="handbook"', 'value="fast" checked', 'value="wiki" checked'}


async def test_a_temporary_chat_goes_on_in_the_same_way(signed_in):
    await ask(signed_in, temporary="1", **AGENT)
    reply = await Reply.objects.aget()
    assert chosen(await page_of(signed_in, f"/chats/{reply.chat_id}/")) == {'value="brief"', 'value="advanced" checked'}


async def test_an_edited_question_is_asked_in_the_same_way(signed_in, api):
    await ask(signed_in, **CHOICE)
    form = await page_of(signed_in, "/chats/c1/turns/t1/edit/")
    fields = 'name="application" value="handbook"', 'name="mode" value="fast"', 'name="sources" value="wiki"'
    assert all(field in form for field in fields)
    data = {"prompt": "How many, then?", "send_key": "k2", **CHOICE}
    response = await signed_in.post("/chats/c1/turns/t1/edit/", data)
    page = b"".join([piece async for piece in response.streaming_content]).decode()
    prompt = api.prompts[-1]
    assert (prompt.application_id, prompt.mode) == ("handbook", Mode.FAST)
    assert prompt.inclusions == Restrictions(datasources=("wiki",))
    assert chosen(page) == {'value="handbook"', 'value="fast" checked', 'value="wiki" checked'}


async def test_an_application_that_is_not_configured_any_more_is_not_asked(signed_in, settings):
    await ask(signed_in, **CHOICE)
    settings.APPLICATIONS = ("payroll",)
    assert 'value="handbook"' not in chosen(await page_of(signed_in))


async def test_a_refused_message_keeps_the_choice_where_it_can_be_changed(signed_in):
    response = await signed_in.post("/messages/", {"prompt": " ", "send_key": "k1", **CHOICE})
    assert chosen(response.content.decode()) == {'value="handbook"', 'value="fast" checked', 'value="wiki" checked'}


async def test_the_modes_are_those_of_the_chat_api_each_with_a_line_that_explains_it(signed_in, api):
    api.capabilities = Capabilities(modes=(Mode.PLAIN, Mode.DOCUMENTS))
    page = await page_of(signed_in, "/")
    assert 'value="plain" title="Answers from what the assistant knows" checked>Plain</label>' in page
    assert 'value="documents" title="Looks into your documents first">Documents</label>' in page


async def test_one_mode_alone_is_not_offered(signed_in, api):
    api.capabilities = Capabilities(modes=(Mode.PLAIN,))
    assert 'name="mode"' not in await page_of(signed_in, "/")


async def test_a_mode_that_the_chat_api_has_no_more_is_not_asked_for_again(signed_in, api):
    await ask(signed_in, **CHOICE)
    api.capabilities = Capabilities(modes=(Mode.PLAIN, Mode.FULL), history=True)
    assert 'value="plain" title="Answers from what the assistant knows" checked' in await page_of(signed_in)
    assert 'name="mode" value=""' in await page_of(signed_in, "/chats/c1/turns/t1/edit/")
