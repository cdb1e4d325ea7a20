"""webchat.sandbox.chatter.chat: a prompt in, a reply out, as the first version does it."""

import json
import re
from pathlib import Path

import httpx
import pytest

from tests.sandbox.chatter.client import PROVIDER, Client, text_of
from webchat.sandbox.chatter.scenarios import SCENARIOS, table
from webchat.sandbox.scenarios import SCENARIOS as GLEANS

ROOT = Path(__file__).parents[3]
QUESTION = "How many weeks of parental leave do I get?"


async def test_it_quotes_the_handbook_without_citations(mona: Client):
    answer = await mona.answer(QUESTION)
    assert answer.startswith("**Parental leave** has this")
    assert "> Every parent gets 20 weeks" in answer


async def test_instructions_are_not_followed_but_shown(mona: Client):
    answer = await mona.answer(QUESTION, system_prompt_override="Be *brief*. " * 40)
    assert "*My instructions are: Be brief. Be brief." in answer
    assert answer.endswith("…*")


async def test_the_name_of_a_template_is_an_instruction(mona: Client):
    body = {"message": QUESTION, "provider": PROVIDER}
    said = await mona.json("POST", f"{mona.layout.template}/general_chat", body)
    assert said["message"]["content"].endswith(r"\[TEMPLATE:general\_chat\]*")


async def test_the_stream_is_the_same_word_by_word(mona: Client):
    received = await mona.stream(QUESTION)
    assert [received[0]["type"], received[-1]["type"]] == ["start", "end"]
    assert text_of(received) == await mona.answer(QUESTION)
    assert len(received) > 30


async def test_while_it_is_written_a_message_is_named_by_the_correlation_id(mona: Client):
    start, token, *_ = await mona.stream("/plain")
    assert token["message_id"] == token["correlation_id"] == start["correlation_id"]
    assert token["conversation_id"] == start["metadata"]["conversation_id"]


async def test_a_prompt_without_a_conversation_begins_one_with_its_first_words(mona: Client):
    await mona.stream("/plain " + "x" * 60)
    assert await mona.titles() == ["/plain " + "x" * 43 + "..."]


async def test_prompt_and_reply_have_the_same_time(mona: Client):
    conversation_id = await mona.conversation()
    await mona.stream("/plain", conversation_id=conversation_id)
    messages = (await mona.get(conversation_id))["messages"]
    assert [each["role"] for each in messages] == ["user", "assistant"]
    assert messages[0]["created_at"] == messages[1]["created_at"]


async def test_a_provider_must_be_named(mona: Client):
    response = await mona.ask("/plain", provider=None)
    assert (response.status_code, "Provider 'None' not found" in response.json()["detail"]) == (400, True)
    assert await mona.titles() == [], "what failed was not begun"
    [start, error] = await mona.stream("/plain", provider="nobody")
    assert (start["type"], error["type"]) == ("start", "error")


async def test_a_missing_provider_reads_as_a_missing_template(mona: Client):
    response = await mona.http.post(f"{mona.layout.template}/general_chat", json={"message": "x"})
    assert (response.status_code, response.json()["detail"]) == (404, "Template 'general_chat' not found")


@pytest.mark.parametrize("workflow", ["rag", "tools", "full"])
async def test_other_workflows_fail(mona: Client, workflow: str):
    assert (await mona.ask("/plain", workflow=workflow)).status_code == 400
    assert [event["type"] for event in await mona.stream("/plain", workflow=workflow)] == ["start", "error"]


async def test_somebody_elses_conversation_is_not_continued(mona: Client, stig: Client):
    conversation_id = await mona.conversation()
    assert (await stig.ask("/plain", conversation_id=conversation_id)).status_code == 400
    assert [event["type"] for event in await stig.stream("/plain", conversation_id=conversation_id)] == ["error"]
    assert await mona.said(conversation_id) == []


async def test_an_error_keeps_the_prompt_and_tells_too_much(mona: Client):
    conversation_id = await mona.conversation()
    *_, error = await mona.stream("/error", conversation_id=conversation_id)
    assert (error["type"], "[SQL: " in error["content"]) == ("error", True)
    assert await mona.said(conversation_id) == [("user", "/error")]
    assert (await mona.ask("/error")).status_code == 400


async def test_an_error_may_have_two_keys(mona: Client):
    *_, error = await mona.stream("/bare-error")
    assert sorted(error) == ["error", "type"]


async def test_a_model_that_fails_answers(mona: Client):
    assert text_of(await mona.stream("/model-error")).startswith("I'm sorry, I encountered an error: ")
    assert (await mona.answer("/model-error")).startswith("I'm sorry, I encountered an error: ")


async def test_an_answer_may_be_in_the_conversation_only(mona: Client):
    conversation_id = await mona.conversation()
    received = await mona.stream("/empty", conversation_id=conversation_id)
    assert [event["type"] for event in received] == ["start", "end"]
    assert (await mona.said(conversation_id))[1][1].startswith("The tide tables")


async def test_an_answer_may_be_nowhere(mona: Client):
    conversation_id = await mona.conversation()
    await mona.stream("/nothing", conversation_id=conversation_id)
    assert await mona.said(conversation_id) == [("user", "/nothing")]


async def test_whoever_stops_listening_loses_the_reply_and_not_the_prompt(mona: Client):
    conversation_id = await mona.conversation()
    body = {"message": "/silent", "provider": PROVIDER, "conversation_id": conversation_id}
    async with mona.http.stream("POST", mona.layout.streaming, json=body) as response:
        async for _ in response.aiter_lines():
            break
    while not (said := await mona.said(conversation_id)):
        pass
    assert said == [("user", "/silent")]


async def test_a_connection_may_break(mona: Client):
    with pytest.raises(httpx.RemoteProtocolError):
        await mona.stream("/broken")
    assert (await mona.ask("/broken")).status_code == 500


async def test_busy_is_over_after_the_time_it_tells(mona: Client):
    response = await mona.ask("/busy 600")
    assert (response.status_code, response.headers["retry-after"]) == (429, "600")
    assert (await mona.ask("/down")).status_code == 503


async def test_garbage_has_good_lines_in_it(mona: Client):
    body = {"message": "/garbage", "provider": PROVIDER}
    raw = (await mona.http.post(mona.layout.streaming, json=body)).content
    whole = [line[5:] for line in raw.split(b"\n") if b'"token"' in line and line.rstrip().endswith(b"}")]
    contents = [json.loads(line)["content"] for line in whole]
    text = "".join(content for content in contents if isinstance(content, str))
    assert text.startswith("The good lines all\u2028\u2029\x85 arrive, with a carriage return,")


@pytest.mark.parametrize("name", ["/plain", "/long 5", "/markdown", "/hostile", "/steps"])
async def test_the_saved_reply_is_what_was_streamed(mona: Client, name: str):
    conversation_id = await mona.conversation()
    received = await mona.stream(name, conversation_id=conversation_id)
    assert await mona.said(conversation_id) == [("user", name), ("assistant", text_of(received))]


def test_the_readme_has_every_scenario_that_glean_has_not():
    section = (ROOT / "README.md").read_text().partition("\n### As a Chatter\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(/[^`]+)`", "".join(re.findall(r"^\| (`/.*?) \|", section, re.MULTILINE))))
    assert SCENARIOS.keys() - GLEANS.keys() <= told <= SCENARIOS.keys()


def test_the_table_names_each_with_its_sentence():
    assert all(each.usage in table() and each.sentence in table() for each in SCENARIOS.values())
