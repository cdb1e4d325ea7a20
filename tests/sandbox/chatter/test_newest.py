"""The newest version. There are no recordings of it."""

import pytest

from tests.sandbox.chatter.client import Client
from webchat.sandbox.chatter.layouts import NEWEST, Layout


@pytest.fixture(scope="module")
def layout() -> Layout:
    return NEWEST


async def test_a_stream_has_no_start_and_names_nothing(mona: Client):
    received = await mona.stream("/plain")
    assert [event["type"] for event in received if event["type"] != "token"] == ["complete", "done"]
    assert {event["conversation_id"] for event in received} == {None}


async def test_nothing_of_a_stream_is_saved(mona: Client):
    conversation_id = await mona.conversation()
    await mona.stream("/plain", conversation_id=conversation_id)
    assert await mona.said(conversation_id) == []
    await mona.stream("/plain")
    assert await mona.titles() == ["Tides"]


async def test_a_whole_answer_is_saved(mona: Client):
    conversation_id = await mona.conversation()
    answer = await mona.answer("/plain", conversation_id=conversation_id)
    assert await mona.said(conversation_id) == [("user", "/plain"), ("assistant", answer)]


async def test_a_conversation_that_is_not_there_is_begun(mona: Client):
    await mona.answer("/plain", conversation_id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert await mona.titles() == ["New Conversation"]


async def test_a_template_is_named_in_the_body(mona: Client):
    answer = await mona.answer("How long is parental leave?", workflow_template_name="document_qa")
    assert r"\[TEMPLATE:document\_qa\]" in answer


async def test_what_fails_is_a_500(mona: Client):
    assert (await mona.ask("/error")).status_code == 500


async def test_tools_and_templates_are_lists_elsewhere(mona: Client):
    assert [each["name"] for each in await mona.json("GET", mona.layout.tools)] == ["calculator", "get_time"]
    assert isinstance(await mona.json("GET", mona.layout.templates), list)
    for gone in ("/api/v1/chat/chat", "/api/v1/chat/tools/available", "/api/v1/chat/mcp/status"):
        assert (await mona.http.get(gone)).status_code == 404
