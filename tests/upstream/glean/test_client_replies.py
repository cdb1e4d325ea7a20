import asyncio
from dataclasses import replace

import pytest

from tests.upstream.glean.samples import asked, content, getchat, line, said, sample
from tests.upstream.server import Ending, Said, said_json
from webchat.upstream.errors import (
    BadResponse,
    Interrupted,
    RateLimited,
    ReplyFailed,
    TimedOut,
    Unavailable,
    Unreachable,
)
from webchat.upstream.glean import TokenKind
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import Queued, ReplyFinished, ReplyStarted, TextDelta

PROMPT = Prompt(text="What?")


async def replied(client, prompt=PROMPT):
    """The events, and the error if there was one."""
    events = []
    try:
        async for event in client.reply(prompt):
            events.append(event)  # noqa: PERF401 - events before an error count
    except Exception as error:  # noqa: BLE001 - the tests look at it
        return events, error
    return events, None


# --- asking ------------------------------------------------------------------------------------------------------


async def test_a_reply_is_asked_for_as_a_stream(glean, server):
    server.says(Said(sample("answer.ndjson")))
    await replied(glean, Prompt(text="What?", locale="de", timezone_offset=-420, timeout=12))
    [request] = server.asked
    assert (request.method, request.operation) == ("POST", "chat")
    assert request.query == {"locale": ["de"], "timezoneOffset": ["-420"]}
    assert (request.json["stream"], request.json["timeoutMillis"]) == (True, 12_000)
    assert request.headers["authorization"] == "Bearer a-token"
    assert request.headers["content-type"] == "application/json"


async def test_a_whole_reply_is_asked_for_without_a_stream(glean, server):
    server.says(said_json({"messages": [content("text")]}))
    assert await glean.whole_reply(PROMPT) == (TextDelta("text"), ReplyFinished())
    assert server.asked[0].json["stream"] is False


async def test_a_global_token_acts_as_the_user_in_every_request(glean, server):
    token = replace(glean.credential, kind=TokenKind.GLOBAL, act_as="ada@acme.example")
    server.says(said_json({}))
    await replace(glean, credential=token).chats()
    assert server.asked[0].headers["x-glean-actas"] == "ada@acme.example"


# --- a reply as it is written --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_chunks_may_end_anywhere(glean, server, size):
    body = sample("answer.ndjson")
    server.says(Said([body[start : start + size] for start in range(0, len(body), size)]))
    events, error = await replied(glean)
    assert (len(events), error) == (8, None)


async def test_an_event_arrives_before_the_next_line_is_written(glean, server):
    server.says(Said([line(content("first"))], ending=Ending.SILENCE))
    events = glean.reply(PROMPT)
    assert await anext(events) == TextDelta("first")
    await events.aclose()


async def test_closing_the_reply_closes_the_connection(glean, server):
    server.says(Said([line(content("first"))], ending=Ending.SILENCE))
    events = glean.reply(PROMPT)
    await anext(events)
    await events.aclose()
    await server.left.wait()


async def test_cancelling_the_task_closes_the_connection(glean, server):
    server.says(Said([line(content("first"))], ending=Ending.SILENCE))
    events = glean.reply(PROMPT)
    await anext(events)
    waiting = asyncio.create_task(anext(events))
    await asyncio.sleep(0)
    waiting.cancel()
    await server.left.wait()


@pytest.mark.parametrize(
    ("answer", "ours"),
    [
        (Said(ending=Ending.HUNG_UP), Unreachable),
        (Said([line(content("part"))], ending=Ending.CUT), Interrupted),
        (Said([line(content("part"))[:-10]], ending=Ending.CUT), Interrupted),
        (Said([line(content("part"))], ending=Ending.SILENCE), TimedOut),
        (Said([line(content("part")), line(said("ERROR", "no"))]), ReplyFailed),
        (Said([b"<html>\n", b"</html>"]), BadResponse),
        (Said(b"slow down", 429), RateLimited),
        (Said(b"took too long", 408), TimedOut),
        (Said(b"oops", 500), Unavailable),
    ],
)
async def test_whatever_goes_wrong_a_turn_is_sent_once(glean, server, answer, ours):
    server.says(answer)
    _, error = await replied(glean, replace(PROMPT, timeout=0.1))
    assert type(error) is ours
    assert len(server.asked) == 1


async def test_what_came_before_a_cut_stays(glean, server):
    server.says(Said([line(content("one")), line(content("two")), line(content("three"))[:20]], ending=Ending.CUT))
    events, error = await replied(glean)
    assert events == [TextDelta("one"), TextDelta("two")]
    assert type(error) is Interrupted


async def test_without_a_timeout_of_its_own_a_turn_has_the_configs(glean, server):
    server.says(Said([line(content("part"))], ending=Ending.SILENCE))
    impatient = replace(glean, config=replace(glean.config, timeout=0.05))
    _, error = await replied(impatient)
    assert type(error) is TimedOut
    assert server.asked[0].json["timeoutMillis"] == 50


# --- queued ------------------------------------------------------------------------------------------------------


@pytest.fixture
def patient(glean):
    async def sleep(seconds):
        pass

    return replace(glean, sleep=sleep)


def queued(**told):
    return replace(said_json(told), status=202)


async def test_a_queued_reply_is_read_from_the_chat(patient, server):
    server.says(queued(chatId="c-1", queuedRequestId="q-3"), getchat(asked("What?"), content("That.")))
    events, error = await replied(patient)
    assert events == [ReplyStarted("c-1"), Queued("q-3"), TextDelta("That."), ReplyFinished()]
    assert error is None
    assert [request.operation for request in server.asked] == ["chat", "getchat", "getchat"]


async def test_a_whole_reply_may_be_queued_too(patient, server):
    server.says(queued(chatId="c-1"), getchat(asked("What?"), content("That.")))
    assert TextDelta("That.") in await patient.whole_reply(PROMPT)


async def test_a_queued_reply_may_fail(patient, server):
    server.says(queued(chatId="c-1"), getchat(asked("What?"), said("ERROR", "The model slept.")))
    _, error = await replied(patient)
    assert isinstance(error, ReplyFailed)
    assert error.detail == "The model slept."


async def test_a_queued_reply_that_names_no_chat_is_in_the_one_asked(patient, server):
    server.says(queued(), getchat(asked("What?"), content("That.")))
    events, _ = await replied(patient, replace(PROMPT, chat_id="c-9"))
    assert events[0] == ReplyStarted("c-9")
    assert server.asked[1].json == {"id": "c-9"}


async def test_a_queued_reply_in_no_chat_is_a_bad_response(patient, server):
    server.says(queued(queuedRequestId="q-3"))
    _, error = await replied(patient)
    assert type(error) is BadResponse
