"""webchat.sandbox.chat and webchat.sandbox.turn: a prompt in, a reply out, over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.sandbox.client import Client, prompt, text_of

TABLES = "The tide tables hang in the hall by the west door."


async def replied(client: Client, chat_id: str, messages: int) -> list[dict[str, Any]]:
    """The chat's messages, as soon as there are so many."""
    while len(found := await client.messages(chat_id)) < messages:
        await asyncio.sleep(0.01)
    return found


async def test_a_stream_has_one_response_a_line_and_is_plain_text(erin: Client) -> None:
    response = await erin.chat("/plain")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    lines = response.text.split("\n")
    assert lines.pop() == ""
    assert len(lines) > 5
    assert all(len(json.loads(line)["messages"]) <= 1 for line in lines)


async def test_every_line_of_a_saved_reply_has_its_chat(erin: Client) -> None:
    lines = await erin.ask("/plain")
    assert len({line["chatId"] for line in lines}) == 1
    assert len({line["chatSessionTrackingToken"] for line in lines}) == 1


async def test_the_last_line_has_the_chats_name_and_the_time_it_took(erin: Client) -> None:
    *_, last = await erin.ask("/plain and simple")
    assert last["messages"] == []
    assert last["chat"]["name"] == "/plain and simple"
    assert isinstance(last["backendTimeMillis"], int)


async def test_what_is_not_saved_has_no_chat(erin: Client) -> None:
    lines = await erin.ask("/plain", saveChat=False)
    assert text_of(lines).startswith(TABLES)
    assert not any("chatId" in line or "chat" in line for line in lines)
    assert (await erin.json("listchats"))["chatResults"] == []


async def test_without_streaming_the_reply_is_one_json_object(erin: Client) -> None:
    response = await erin.chat("/plain", stream=False)
    assert response.headers["content-type"] == "application/json"
    whole = response.json()
    [message] = whole["messages"]
    assert message["fragments"][0]["text"].startswith(TABLES)
    assert whole["chat"]["id"] == whole["chatId"]


async def test_streaming_must_be_asked_for(erin: Client) -> None:
    response = await erin.post("chat", {"messages": [prompt("/plain")]})
    assert response.headers["content-type"] == "application/json"


async def test_the_saved_reply_is_the_streamed_one(erin: Client) -> None:
    lines = await erin.ask("How many weeks of parental leave?")
    answer, *_ = await erin.messages(lines[0]["chatId"])
    assert "".join(fragment.get("text", "") for fragment in answer["fragments"]) == text_of(lines)


async def test_the_users_message_is_saved_with_its_files(erin: Client) -> None:
    file = await erin.processed("notes.txt", b"The mooring plan of berth 4 is with the harbour master.")
    lines = await erin.ask("", messages=[prompt("Who has the mooring plan?", file["id"])])
    *_, question = await erin.messages(lines[0]["chatId"])
    assert (question["author"], question["uploadedFileIds"]) == ("USER", [file["id"]])


async def test_a_chat_of_somebody_else_cannot_be_continued(erin: Client, stig: Client) -> None:
    [line, *_] = await erin.ask("/plain")
    assert (await stig.chat("mine now", chatId=line["chatId"])).status_code == 403
    assert (await stig.chat("mine now", chatId="unknown")).status_code == 400
    assert len(await erin.messages(line["chatId"])) == 2


async def test_files_of_somebody_else_cannot_be_used(erin: Client, stig: Client) -> None:
    [file] = await erin.upload(("secret.txt", b"secret"))
    response = await stig.chat("", messages=[prompt("read it", file["id"])])
    assert response.status_code == 400
    assert "permission" in response.text


async def test_an_agent_nobody_has_built_is_a_404_in_json(erin: Client) -> None:
    response = await erin.chat("hi", agentId="mine")
    assert (response.status_code, response.json()) == (404, {"message": "Agent not found"})


@pytest.mark.parametrize("messages", [None, [], [{"author": "GLEAN_AI", "fragments": []}], "hi"])
async def test_a_prompt_is_required(erin: Client, messages: object) -> None:
    response = await erin.chat("", messages=messages)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/plain")


async def test_a_whole_reply_that_takes_too_long_is_a_408(erin: Client) -> None:
    response = await erin.chat("/slow 60", stream=False, timeoutMillis=50)
    assert (response.status_code, response.text) == (408, "Request Timeout\n")


# --- two turns at once, and clients that leave -------------------------------------------------------------------


@asynccontextmanager
async def slow_turn(client: Client, seconds: float) -> AsyncIterator[tuple[str, AsyncIterator[str]]]:
    """A turn that is under way: its chat, and the lines still to come. Who leaves it disconnects."""
    body = {"messages": [prompt(f"/slow {seconds}")], "saveChat": True, "stream": True}
    async with client.http.stream("POST", "/chat", json=body) as response:
        lines = response.aiter_lines()
        yield json.loads(await anext(lines))["chatId"], lines


async def test_a_second_prompt_in_the_same_chat_is_queued(erin: Client) -> None:
    async with slow_turn(erin, 0.5) as (chat_id, _):
        second = await erin.chat("/plain second", chatId=chat_id)
    assert second.status_code == 202
    queued = second.json()
    assert queued["chatId"] == chat_id
    assert queued["queuedRequestId"]
    assert queued["isSavedToChatHistory"] is True


async def test_the_queued_prompt_is_answered_after_the_first(erin: Client) -> None:
    async with slow_turn(erin, 0.5) as (chat_id, _):
        await erin.chat("/plain second", chatId=chat_id)
    messages = await replied(erin, chat_id, 4)
    prompts = [message["fragments"][0]["text"] for message in messages if message["author"] == "USER"]
    assert prompts == ["/plain second", "/slow 0.5"]
    assert messages[0]["author"] == "GLEAN_AI"


async def test_prompts_in_different_chats_do_not_wait(erin: Client) -> None:
    async with slow_turn(erin, 0.5):
        assert text_of(await erin.ask("/plain")).startswith(TABLES)


async def test_a_client_that_leaves_keeps_what_it_has_seen(erin: Client) -> None:
    async with slow_turn(erin, 0.1) as (chat_id, _):
        pass
    answer, question = await replied(erin, chat_id, 2)
    assert question["fragments"] == [{"text": "/slow 0.1"}]
    seen = answer["fragments"][0]["text"]
    assert seen.startswith("The ")
    assert len(seen) < len(TABLES)


async def test_a_client_that_leaves_frees_the_chat(erin: Client) -> None:
    async with slow_turn(erin, 0.1) as (chat_id, _):
        pass
    await replied(erin, chat_id, 2)
    assert (await erin.chat("/plain", chatId=chat_id)).status_code == 200


async def test_a_chat_deleted_during_its_reply_stays_deleted(erin: Client) -> None:
    async with slow_turn(erin, 0.01) as (chat_id, lines):
        await erin.post("deletechats", {"ids": [chat_id]})
        assert [line async for line in lines]
    assert (await erin.json("listchats"))["chatResults"] == []
