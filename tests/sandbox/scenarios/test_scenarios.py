"""webchat.sandbox.scenarios, each as a client sees it."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.client import Client, citations, fragments, text_of
from webchat.sandbox.scenarios import SCENARIOS, table

ROOT = Path(__file__).parents[3]
TABLES = "The tide tables hang in the hall by the west door."


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [message.get("messageType", "") for line in lines for message in line["messages"]]


def good(content: bytes) -> Iterator[dict[str, Any]]:
    """The lines of a stream that are responses; a `data:` prefix is forgiven."""
    for line in content.split(b"\n"):
        try:
            response = json.loads(line.removeprefix(b"data: "))
        except ValueError:
            continue
        if isinstance(response, dict):
            yield response


def test_every_scenario_of_the_plan_is_there() -> None:
    names = "plain slow silent long markdown citations everything steps retry busy queued timeout down broken error"
    names += " empty garbage hostile"
    assert set(SCENARIOS) == {f"/{name}" for name in names.split()}


def test_the_readme_has_every_scenario_in_this_order() -> None:
    section = (ROOT / "README.md").read_text().partition("\n## The sandbox\n")[2].partition("\n### ")[0]
    told = re.findall(r"`(/[^`]+)`", "".join(re.findall(r"^\| (`/.*?) \|", section, re.MULTILINE)))
    assert told == [scenario.usage for scenario in SCENARIOS.values()]


def test_the_table_names_each_with_its_sentence() -> None:
    for scenario in SCENARIOS.values():
        assert scenario.usage in table()
        assert scenario.sentence in table()
        assert scenario.sentence.endswith(".")


async def test_a_word_that_is_no_scenario_is_a_question(erin: Client) -> None:
    assert text_of(await erin.ask("/tide tables")).startswith("**Tide tables** has this")


async def test_plain_is_text_only(erin: Client) -> None:
    lines = await erin.ask("/plain")
    assert set(kinds(lines)) == {"CONTENT"}
    assert text_of(lines).startswith(TABLES)
    assert not citations(lines)


async def test_slow_is_a_word_a_line(erin: Client) -> None:
    words = [fragment["text"] for fragment in fragments(await erin.ask("/slow 0"))]
    assert words[:3] == ["The ", "tide ", "tables "]


async def test_silent_is_silent_after_the_first_words(erin: Client) -> None:
    assert text_of(await erin.ask("/silent 0")).startswith(TABLES)
    body = {"messages": [{"fragments": [{"text": "/silent"}]}], "stream": True, "saveChat": True}
    async with erin.http.stream("POST", "/chat", json=body) as response:
        lines = response.aiter_lines()
        assert text_of([json.loads(await anext(lines))]) == "The tide tables "
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(lines), 0.2)


async def test_long_is_as_long_as_said(erin: Client) -> None:
    assert len(text_of(await erin.ask("/long 7")).encode()) > 7000
    assert len(text_of(await erin.ask("/long")).encode()) > 100_000


@pytest.mark.parametrize(
    "feature", ["```python", "- [x]", "| Left", "> >", "~~", "1. and", "<kbd>", "[^1]", "    indented"]
)
async def test_markdown_has_everything(erin: Client, feature: str) -> None:
    assert feature in text_of(await erin.ask("/markdown"))


async def test_citations_has_sources_of_every_kind(erin: Client) -> None:
    found = citations(await erin.ask("/citations"))
    kinds = {name for citation in found for name in citation if name.startswith("source")}
    assert kinds == {"sourceDocument", "sourceFile", "sourcePerson", "sourceCustomEntity", "sourceSkill"}
    assert len(found) > 20


async def test_citations_has_the_awkward_ones(erin: Client) -> None:
    lines = await erin.ask("/citations")
    documents = [citation["sourceDocument"] for citation in citations(lines) if "sourceDocument" in citation]
    assert any("title" not in document for document in documents)
    assert any(document.get("url", "").startswith("smb:") for document in documents)
    ids = [document.get("id") for document in documents]
    assert ids.count("SANDBOX_pilotage") == 2
    assert lines[-2]["messages"][0]["citations"]


async def test_everything_has_all_that_a_reply_is_made_of_and_is_short(erin: Client) -> None:
    lines = await erin.ask("/everything")
    assert set(kinds(lines)) == {"UPDATE", "CONTENT", "CONTROL_RETRY", "WARNING"}
    assert len({json.dumps(citation) for citation in citations(lines)}) == 5
    assert all(piece in text_of(lines) for piece in ("## ", "- ", "1. ", "| ", "```python", "`channel 12`", "[log]: "))
    assert sum(len(line.get("followUpPrompts", ())) for line in lines) == 2
    assert 25 <= len(lines) <= 45


async def test_steps_has_messages_of_every_kind(erin: Client) -> None:
    found = set(kinds(await erin.ask("/steps")))
    assert found >= {
        "CONTROL_START",
        "CONTROL_FINISH",
        "UPDATE",
        "CONTEXT",
        "DEBUG",
        "SERVER_TOOL",
        "WARNING",
        "HEADING",
    }
    assert "PONDERING" in found


async def test_retry_takes_back_what_was_written(erin: Client) -> None:
    lines = await erin.ask("/retry")
    assert "CONTROL_RETRY" in kinds(lines)
    assert "canteen" in text_of(lines)
    answer, _question = await erin.messages(lines[0]["chatId"])
    assert answer["fragments"][0]["text"].startswith(TABLES)


async def test_busy_says_when_to_come_back_and_leaves_no_chat(erin: Client) -> None:
    response = await erin.chat("/busy")
    assert (response.status_code, response.headers["retry-after"]) == (429, "3")
    assert response.headers["content-type"].startswith("text/plain")
    assert (await erin.json("listchats"))["chatResults"] == []


async def test_busy_answers_whoever_has_waited(erin: Client) -> None:
    assert (await erin.chat("/busy 0.02")).status_code == 429
    while (response := await erin.chat("/busy 0.02")).status_code == 429:
        await asyncio.sleep(0.01)
    assert text_of(list(good(response.content))) == "Thank you for waiting."


async def test_busy_is_busy_again_after_that(erin: Client) -> None:
    await erin.chat("/busy 0")
    assert (await erin.chat("/busy 60")).status_code == 429


async def test_queued_answers_in_the_chat_later(erin: Client) -> None:
    response = await erin.chat("/queued 0.02")
    assert response.status_code == 202
    chat_id = response.json()["chatId"]
    while len(messages := await erin.messages(chat_id)) < 2:
        await asyncio.sleep(0.01)
    assert messages[0]["fragments"][0]["text"].startswith(TABLES)


async def test_a_chat_that_is_not_saved_cannot_be_queued(erin: Client) -> None:
    assert text_of(await erin.ask("/queued 0", saveChat=False)).startswith(TABLES)


@pytest.mark.parametrize(("prompt", "status"), [("/timeout", 408), ("/down", 503)])
async def test_refusals_have_their_status_and_plain_text(erin: Client, prompt: str, status: int) -> None:
    response = await erin.chat(prompt)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/plain")


async def test_broken_breaks_in_the_middle_and_keeps_what_it_sent(erin: Client) -> None:
    body = {"messages": [{"fragments": [{"text": "/broken"}]}], "stream": True, "saveChat": True}
    received = b""
    async with erin.http.stream("POST", "/chat", json=body) as response:
        chunks = response.aiter_bytes()
        with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012 - the chunks before it count
            async for chunk in chunks:
                received += chunk
    chat_id = next(good(received))["chatId"]
    answer, *_ = await erin.messages(chat_id)
    assert TABLES.startswith(answer["fragments"][0]["text"][:40])


async def test_broken_breaks_a_whole_reply_too(erin: Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await erin.chat("/broken", stream=False)


async def test_error_comes_inside_a_200_after_some_text(erin: Client) -> None:
    lines = await erin.ask("/error")
    assert text_of(lines)
    assert fragments(lines, "ERROR") == [{"text": "The model did not respond in time."}]


async def test_empty_has_steps_and_no_answer(erin: Client) -> None:
    assert set(kinds(await erin.ask("/empty"))) == {"UPDATE"}


async def test_the_good_lines_of_garbage_make_a_sentence(erin: Client) -> None:
    content = (await erin.chat("/garbage")).content
    texts = [
        fragment["text"]
        for response in good(content)
        if isinstance(response.get("messages"), list)
        for message in response["messages"]
        if message and message.get("messageType") == "CONTENT"
        for fragment in message["fragments"]
        if fragment and fragment.get("text")
    ]
    sentence = "The good lines all\u2028\u2029\x85 arrive, with a carriage return, and the bad ones are skipped."
    assert "".join(texts) == sentence


async def test_the_whole_sentence_is_saved(erin: Client) -> None:
    await erin.chat("/garbage")
    [result] = (await erin.json("listchats"))["chatResults"]
    answer, _question = await erin.messages(result["chat"]["id"])
    assert answer["fragments"][0]["text"].endswith("arrive, with a carriage return, and the bad ones are skipped.")


async def test_garbage_has_a_very_long_line_and_many_bad_ones(erin: Client) -> None:
    lines = (await erin.chat("/garbage")).content.split(b"\n")
    assert max(map(len, lines)) > 1_000_000
    assert b"not json at all" in lines
    assert lines.count(b"") > 1


@pytest.mark.parametrize("attack", ["<script>", "hx-post", "javascript:", "![pixel](https://evil", "onerror", "[1]"])
async def test_hostile_tries_everything(erin: Client, attack: str) -> None:
    assert attack in text_of(await erin.ask("/hostile"))


async def test_hostile_attacks_outside_of_the_text_too(erin: Client) -> None:
    lines = await erin.ask("/hostile")
    [citation] = citations(lines)
    assert "<script>" in citation["sourceDocument"]["title"].lower()
    assert citation["sourceDocument"]["url"].startswith("javascript:")
    assert any("hx-get" in prompt for line in lines for prompt in line.get("followUpPrompts", ()))
