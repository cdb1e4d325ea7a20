"""What is settled for a whole chat before it is begun: how it is to be answered."""

from dataclasses import asdict, replace

import pytest
from django.utils import translation

from tests.fakes import saved_chat
from webchat.models import Reply
from webchat.replies import beat, store
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import ChatSettings, Turn

HTMX = {"HX-Request": "true"}
TERSE = {"instructions": "Be <b>terse</b>.\nAlways.", "temperature": "0.2"}
SETTINGS = ChatSettings(temperature=0.2, instructions="Be <b>terse</b>.\nAlways.")


@pytest.fixture(autouse=True)
def can_be_settled(api):
    api.capabilities = replace(CAPABILITIES, settings=True)
    api.events = (ReplyStarted("c1"), TextDelta("So."), ReplyFinished())
    api.saved = {"c1": saved_chat("c1", turns=(Turn("How?"),))}


async def sent(browser, headers=HTMX, **fields):
    """The whole answer to a message."""
    response = await browser.post("/messages/", {"prompt": "How?", "send_key": "k1", **fields}, headers=headers)
    body = b"".join([chunk async for chunk in response]) if response.streaming else response.content
    await beat.commit()
    return body.decode()


async def page_of(browser, address="/chats/c1/"):
    return (await browser.get(address)).content.decode()


def goes_along(page):
    """Whether the next message of this page has the settings."""
    return 'value="Be &lt;b&gt;terse&lt;/b&gt;.\nAlways."' in page and 'name="temperature" value="0.2"' in page


async def test_a_new_chat_can_be_given_instructions_and_a_temperature(signed_in, api):
    page = await page_of(signed_in, "/")
    assert '<details class="settings" id="settings">' in page
    assert 'name="instructions"' in page
    await sent(signed_in, **TERSE)
    [prompt] = api.prompts
    assert prompt.settings == SETTINGS


@pytest.mark.parametrize(
    ("fields", "settings"),
    [
        ({}, None),
        ({"instructions": "  ", "temperature": ""}, None),
        ({"temperature": "0"}, ChatSettings(temperature=0)),
        ({"temperature": "2"}, ChatSettings(temperature=2)),
        ({"instructions": "x" * 8000}, ChatSettings(instructions="x" * 8000)),
    ],
)
async def test_what_is_left_empty_is_as_the_assistant_has_it(signed_in, api, fields, settings):
    await sent(signed_in, **fields)
    assert api.prompts[0].settings == settings
    kept = {name: value for name, value in asdict(settings or ChatSettings()).items() if value not in {None, ""}}
    assert (await Reply.objects.aget()).choice == kept


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"temperature": "2.1"}, "A temperature is a number from 0 to 2."),
        ({"temperature": "-1"}, "A temperature is a number from 0 to 2."),
        ({"temperature": "nan"}, "A temperature is a number from 0 to 2."),
        ({"temperature": "hot"}, "A temperature is a number from 0 to 2."),
        ({"instructions": "x" * 8001}, "Instructions have at most 8,000 characters. These have 8,001."),
    ],
)
async def test_what_cannot_be_settled_is_told_beside_its_field_and_nothing_is_lost(signed_in, api, fields, sentence):
    composer = await sent(signed_in, **fields)
    assert composer.count(sentence) == 1
    assert 'id="settings" open' in composer
    assert "How?</textarea>" in composer
    assert next(iter(fields.values())) in composer
    assert api.prompts == []


async def test_once_a_chat_is_begun_its_settings_can_be_read_and_go_along(signed_in, api):
    stream = await sent(signed_in, **TERSE)
    assert "This chat has instructions" in stream
    assert goes_along(stream.replace("\ndata: ", "\n"))
    assert goes_along(await page_of(signed_in))
    assert "<b>terse" not in stream


async def test_without_javascript_it_is_the_same(signed_in):
    page = await sent(signed_in, headers={}, **TERSE)
    assert goes_along(page)
    assert '<textarea id="instructions"' not in page.partition('class="after"')[2]


async def test_a_chat_goes_on_with_what_the_chat_api_has_settled_for_it(signed_in, api, employee):
    api.saved["c1"] = replace(api.saved["c1"], settings=SETTINGS)
    await Reply.objects.acreate(user=employee, send_key="k", chat_id="c1", choice={"temperature": 1})
    assert goes_along(await page_of(signed_in))


async def test_a_chat_without_any_says_nothing(signed_in):
    page = await page_of(signed_in)
    assert '<div id="settings" hidden></div>' in page
    assert 'name="instructions"' not in page


async def test_a_temperature_is_read_in_the_reader_s_language_and_sent_in_ours(signed_in, api, employee):
    api.saved["c1"] = replace(api.saved["c1"], settings=ChatSettings(temperature=0.5))
    employee.language = "de"
    await employee.asave()
    with translation.override("de"):
        page = await page_of(signed_in)
    assert "0,5" in page
    assert 'name="temperature" value="0.5"' in page


async def test_an_edited_question_keeps_the_settings(signed_in, api):
    api.saved["c1"] = replace(api.saved["c1"], settings=SETTINGS)
    assert goes_along(await page_of(signed_in, "/chats/c1/turns/t1/edit/"))
    data = {"prompt": "How, then?", "send_key": "k2", **TERSE}
    response = await signed_in.post("/chats/c1/turns/t1/edit/", data)
    _ = [piece async for piece in response]
    assert api.prompts[-1].settings == SETTINGS


async def test_instructions_are_forgotten_with_the_words_of_their_messages(signed_in, settings):
    await sent(signed_in, mode="fast", **TERSE)
    settings.REPLIES_KEPT = 0
    await store.sweep(())
    reply = await Reply.objects.aget()
    assert (reply.prompt, reply.choice) == ("", {"mode": "fast", "temperature": 0.2})


async def test_where_the_chat_api_has_no_settings_none_are_offered_or_sent(signed_in, api):
    api.capabilities = CAPABILITIES
    assert "settings" not in (await page_of(signed_in, "/")).partition('id="composer"')[2].partition("</form>")[0]
    await sent(signed_in, **TERSE)
    assert api.prompts[0].settings is None
    assert (await Reply.objects.aget()).choice == {}
