"""The connection check."""

import asyncio
from collections.abc import Iterator
from typing import NoReturn

import pytest

from tests.fakes import ScriptedClient, saved_chat
from webchat import diagnosis
from webchat.diagnosis import diagnose
from webchat.upstream.errors import (
    AccessDenied,
    Interrupted,
    NotConnected,
    RateLimited,
    TokenRefused,
    Unavailable,
    Unreachable,
    UpstreamError,
)
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.replies import ReplyEvent, ReplyStarted, Step, StepKind, TextDelta

SAVES = Capabilities(modes=(Mode.PLAIN, Mode.FULL))
TEXT = (TextDelta("One, two, "), TextDelta("three, "), TextDelta("four."))


def clock(*times: float):
    """Each look at it shows the next of the times, in seconds; the first when the prompt is sent."""
    ticking: Iterator[float] = iter(times)
    return lambda: next(ticking)


async def states(client: ScriptedClient, *times: float) -> tuple[str, ...]:
    return tuple(finding.state for finding in await diagnose(client, clock(*times)))


async def test_all_is_well_where_text_arrives_piece_by_piece():
    findings = await diagnose(ScriptedClient(TEXT), clock(0, 0.8, 1.2, 2.1))
    assert [finding.state for finding in findings] == ["ok", "ok", "ok"]
    assert findings[2].sentence == "The text arrived in 3 pieces over 1.3 s, the first after 0.8 s."


async def test_text_that_arrives_at_once_is_as_it_should_be_where_replies_do_not_stream():
    client = ScriptedClient(TEXT, capabilities=Capabilities(streaming=False))
    assert await states(client, 0, 3, 3, 3) == ("ok", "ok", "ok")


async def test_the_question_is_not_saved():
    client = ScriptedClient(TEXT)
    await diagnose(client, clock(0, 1, 2, 3))
    assert [prompt.save for prompt in client.prompts] == [False]


def saving(*events: ReplyEvent) -> ScriptedClient:
    """A chat API that saves whatever it is asked."""
    return ScriptedClient(
        (ReplyStarted("c1"), *events), capabilities=SAVES, saved={"c1": saved_chat("c1"), "c2": saved_chat("c2")}
    )


async def test_where_a_question_has_to_be_saved_its_chat_is_deleted_afterwards():
    client = saving(*TEXT)
    findings = await diagnose(client, clock(0, 0.8, 1.2, 2.1))
    assert [finding.state for finding in findings] == ["ok", "ok", "ok"]
    assert [(prompt.save, prompt.mode) for prompt in client.prompts] == [(True, Mode.PLAIN)]
    assert client.saved.keys() == {"c2"}


async def test_the_chat_of_a_check_that_failed_is_deleted_too():
    client = saving()
    client.error = Interrupted()
    await diagnose(client, clock(0))
    assert client.saved.keys() == {"c2"}


@pytest.mark.parametrize("error", [Unavailable(), TimeoutError()])
async def test_a_chat_that_could_not_be_deleted_is_told(error: Exception):
    client = saving(*TEXT)
    client.delete_errors.append(error)
    findings = await diagnose(client, clock(0, 0.8, 1.2, 2.1))
    assert [finding.state for finding in findings] == ["ok", "ok", "ok", "warn"]
    assert "could not be deleted" in findings[-1].sentence


async def test_text_that_arrives_at_once_was_held_back_on_the_way():
    _, _, streaming = await diagnose(ScriptedClient(TEXT), clock(0, 3.0, 3.001, 3.002))
    assert (streaming.state, streaming.sentence) == ("warn", "The whole text arrived at once, after 3.0 s.")
    assert "proxy_buffering" in streaming.advice


async def test_text_in_a_single_piece_was_held_back_too():
    assert await states(ScriptedClient(TEXT[:1]), 0, 2) == ("ok", "ok", "warn")


async def test_a_reply_without_text_proves_nothing():
    assert await states(ScriptedClient([Step(StepKind.SEARCHING, "numbers")]), 0) == ("ok", "ok", "warn")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unreachable(), ("bad", "skipped", "skipped")),
        (Unavailable(), ("warn", "skipped", "skipped")),
        (TokenRefused(), ("ok", "bad", "skipped")),
        (NotConnected(), ("skipped", "warn", "skipped")),
        (AccessDenied(), ("ok", "bad", "skipped")),
        (RateLimited(), ("ok", "warn", "skipped")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_the_finding_names_the_place_of_the_fault(error: UpstreamError, expected: tuple[str, ...]):
    assert await states(ScriptedClient(TEXT, list_error=error)) == expected


async def test_no_prompt_is_sent_while_the_token_does_not_work():
    client = ScriptedClient(TEXT, list_error=TokenRefused())
    await diagnose(client)
    assert client.prompts == []


async def test_a_reply_that_breaks_off_is_a_fault_of_streaming():
    _, _, streaming = await diagnose(ScriptedClient(TEXT, Interrupted("secret body")), clock(0, 1, 2, 3))
    assert (streaming.state, streaming.sentence) == ("bad", Interrupted.sentence)


async def test_what_the_upstream_said_is_never_told():
    findings = await diagnose(ScriptedClient(TEXT, list_error=TokenRefused("token glean_abc rejected")))
    assert "glean_abc" not in repr(findings)


async def test_a_list_that_never_comes_is_an_address_that_does_not_answer(monkeypatch):
    class Silent(ScriptedClient):
        async def chats(self) -> NoReturn:
            await asyncio.Event().wait()

    monkeypatch.setattr(diagnosis, "LIST_LIMIT", 0)
    assert await states(Silent(TEXT)) == ("bad", "skipped", "skipped")


async def test_a_reply_that_never_comes_is_a_fault_of_streaming(monkeypatch):
    monkeypatch.setattr(diagnosis, "REPLY_LIMIT", 0)
    client = ScriptedClient(TEXT[:1], gate=asyncio.Event())
    assert await states(client, 0) == ("ok", "ok", "bad")
    assert client.closed == 1


async def test_what_arrived_before_the_time_was_up_is_judged(monkeypatch):
    monkeypatch.setattr(diagnosis, "REPLY_LIMIT", 0)
    client = ScriptedClient(TEXT, gate=asyncio.Event())
    assert await states(client, 0, 1, 2) == ("ok", "ok", "ok")
