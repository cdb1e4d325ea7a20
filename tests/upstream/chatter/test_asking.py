from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest

from tests.upstream.chatter.scripted import (
    CHAT,
    CONVERSATIONS,
    PROVIDER,
    SILENCE,
    STREAMING,
    TOKENS,
    answered,
    message,
    problem,
    stream,
)
from tests.upstream.server import Ending, Said, said_json
from webchat.upstream.errors import (
    BadResponse,
    Interrupted,
    NotFound,
    NotSupported,
    RateLimited,
    Rejected,
    ReplyFailed,
    TimedOut,
    Unavailable,
    Unreachable,
)
from webchat.upstream.http import HttpClient
from webchat.upstream.types.prompts import Mode, Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import ChatSettings, Turn

ANSWER = [ReplyStarted("C1"), TextDelta("Two."), ReplyFinished()]
SETTLED = {"temperature": 0.3, "extra_metadata": {"webchat": {"instructions": "Be brief."}}}


async def replied(client, **options):
    return [event async for event in client.reply(Prompt(text="How many?", **options))]


def targets(chatter):
    return [f"{asked.method} {asked.target}" for asked in chatter.asked]


# --- where a prompt goes ---------------------------------------------------------------------------------------------


async def test_a_conversation_is_made_first_and_streamed_into(client, chatter):
    assert await replied(client) == ANSWER
    assert targets(chatter) == [f"POST {CONVERSATIONS}", f"GET {PROVIDER}", f"POST {STREAMING}"]
    [body] = chatter.bodies("POST", STREAMING)
    assert body == {"message": "How many?", "conversation_id": "C1", "workflow": "plain", "provider": "openai"}


async def test_its_id_is_known_before_anything_is_asked_in_it(client, chatter):
    async with aclosing(client.reply(Prompt(text="How many?"))) as events:
        assert await anext(events) == ReplyStarted("C1")
    assert chatter.bodies("POST", STREAMING) == []


async def test_what_was_settled_is_kept_and_goes_along(client, chatter):
    settings = ChatSettings(temperature=0.3, instructions="Be brief.")
    await replied(client, settings=settings)
    assert chatter.bodies("POST", CONVERSATIONS) == [{"title": "How many?", **SETTLED}]
    chatter.holds("C1", **SETTLED)
    await replied(client, chat_id="C1")
    for body in chatter.bodies("POST", STREAMING):
        assert (body["temperature"], body["system_prompt_override"]) == (0.3, "Be brief.")


async def test_a_known_conversation_is_looked_up_without_its_messages(client, chatter):
    assert await replied(client, chat_id="C1") == ANSWER
    assert targets(chatter)[0] == f"GET {CONVERSATIONS}/C1?include_messages=false"
    assert chatter.bodies("POST", CONVERSATIONS) == []


async def test_nothing_is_asked_in_a_conversation_that_is_deleted(client, chatter):
    chatter.holds("C1", status="deleted")
    with pytest.raises(NotFound):
        await replied(client, chat_id="C1")
    assert chatter.bodies("POST", STREAMING) == []


async def test_a_conversation_without_an_id_is_none(client, chatter):
    chatter.says("POST", CONVERSATIONS, said_json({}, 201))
    with pytest.raises(BadResponse):
        await replied(client)


@pytest.mark.parametrize("options", [{"save": False}, {"history": (Turn("One?"),)}])
async def test_what_a_conversation_cannot_be_is_not_asked_for(client, chatter, options):
    with pytest.raises(NotSupported):
        await replied(client, **options)
    assert chatter.asked == []


async def test_the_provider_is_asked_for_once(client, chatter):
    await replied(client)
    await replied(client)
    assert targets(chatter).count(f"GET {PROVIDER}") == 1


@pytest.mark.parametrize("refusal", [problem(404, "resource-not-found"), problem(500, "internal-server-error")])
async def test_a_server_that_tells_of_no_provider_may_need_none(client, chatter, refusal):
    chatter.says("GET", PROVIDER, refusal)
    assert await replied(client) == ANSWER
    assert "provider" not in chatter.bodies("POST", STREAMING)[0]


# --- a template, and a version that saves no streams -----------------------------------------------------------------


async def test_a_template_answers_all_at_once(client, chatter):
    chatter.says("POST", "/api/v1/chat/template/general%20chat", answered("Two."))
    assert await replied(client, agent_id="general chat") == ANSWER
    assert chatter.bodies("POST", STREAMING) == []


async def test_a_version_that_saves_no_streams_is_asked_for_whole_answers(client_in, chatter):
    chatter.says("POST", "/api/v1/conversations/", said_json({"id": "C1"}, 201))
    chatter.says("POST", "/api/v1/workflows/execute/chat", answered("Two."))
    assert await replied(client_in("newest"), agent_id="general_chat") == ANSWER
    [body] = chatter.bodies("POST", "/api/v1/workflows/execute/chat")
    assert body["workflow_template_name"] == "general_chat"


async def test_unless_it_was_set_where_it_streams(client_in, chatter):
    chatter.says("POST", "/api/v1/conversations/", said_json({"id": "C1"}, 201))
    assert await replied(client_in("newest", streaming=STREAMING)) == ANSWER


async def test_a_whole_reply_says_the_same(client, chatter):
    assert list(await client.whole_reply(Prompt(text="How many?"))) == ANSWER


@pytest.mark.parametrize("text", ["", "I'm sorry, I encountered an error: sk-123"])
async def test_a_whole_answer_that_is_none_is_a_failure(client, chatter, text):
    chatter.says("POST", CHAT, answered(text))
    with pytest.raises(ReplyFailed):
        await client.whole_reply(Prompt(text="How many?"))


# --- a stream without an answer --------------------------------------------------------------------------------------


async def test_an_answer_that_was_not_streamed_is_read_where_it_is_saved(client, chatter, pauses):
    chatter.says("POST", STREAMING, SILENCE)
    saved = said_json({"id": "C1", "messages": [message(0, "user", "How many?"), message(1, "assistant", "Two.")]})
    chatter.says("GET", f"{CONVERSATIONS}/C1", said_json({"id": "C1", "messages": []}), saved)
    assert await replied(client) == ANSWER
    assert pauses == [0.2, 0.5]
    assert chatter.bodies("POST", CHAT) == []


async def test_an_older_answer_to_the_same_prompt_is_another_one(client, chatter):
    """All messages that are known are from before the prompt was sent."""
    old = {"created_at": "2026-11-21T12:00:00Z"}
    saved = [message(0, "user", "How many?", **old), message(1, "assistant", "One.", **old)]
    chatter.holds("C1", *saved, updated_at="2026-11-21T12:00:00Z")
    chatter.says("POST", STREAMING, SILENCE)
    assert await replied(client, chat_id="C1") == ANSWER
    new = {"created_at": "2026-11-21T12:00:01Z"}
    chatter.holds(
        "C1",
        *saved,
        message(2, "user", "How many?", **new),
        message(3, "assistant", "3."),
        updated_at=old["created_at"],
    )
    assert (await replied(client, chat_id="C1"))[1] == TextDelta("3.")


async def test_where_nothing_is_saved_a_whole_answer_is_asked_for_once(client, chatter, pauses):
    chatter.says("POST", STREAMING, SILENCE)
    assert await replied(client) == ANSWER
    assert len(pauses) == 4
    assert len(chatter.bodies("POST", CHAT)) == 1


async def test_a_prompt_that_is_saved_is_not_sent_again(client, chatter):
    chatter.says("POST", STREAMING, SILENCE)
    chatter.holds("C1", message(0, "user", "How many?"))
    with pytest.raises(ReplyFailed):
        await replied(client)
    assert chatter.bodies("POST", CHAT) == []


@pytest.mark.parametrize("mode", [Mode.TOOLS, Mode.FULL])
async def test_a_prompt_on_which_tools_may_have_acted_is_not_sent_again(client, chatter, mode):
    chatter.says("POST", STREAMING, SILENCE)
    with pytest.raises(ReplyFailed):
        await replied(client, mode=mode)
    assert chatter.bodies("POST", CHAT) == []


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (problem(400, "bad-request"), ReplyFailed),
        (problem(500, "internal-server-error"), ReplyFailed),
        (problem(422, "validation-failed"), Rejected),
        (Said(b"Invalid host header", 400), Rejected),
        (Said(b"<html>", 502), Unavailable),
        (Said(b"", 500), Unavailable),
        (Said(b"", 429, {"Retry-After": "60"}), RateLimited),
        (Said(ending=Ending.HUNG_UP), Unreachable),
    ],
)
@pytest.mark.parametrize("path", [STREAMING, CHAT])
async def test_a_prompt_that_is_refused_is_not_sent_again(client, chatter, refusal, error, path):
    chatter.says("POST", path, refusal)
    with pytest.raises(error) as caught:
        await (replied(client) if path == STREAMING else client.whole_reply(Prompt(text="How many?")))
    assert len(chatter.bodies("POST", path)) == 1
    assert "SQL" not in caught.value.detail
    if error is RateLimited:
        assert caught.value.retry_after == 60


async def test_a_conversation_is_not_made_twice(client, chatter):
    chatter.says("POST", CONVERSATIONS, Said(ending=Ending.HUNG_UP))
    with pytest.raises(Unreachable):
        await replied(client)
    assert len(chatter.bodies("POST", CONVERSATIONS)) == 1


async def test_a_stream_that_breaks_keeps_what_came(client, chatter):
    chatter.says("POST", STREAMING, stream({"type": "token", "content": "Two"}, ending=Ending.CUT))
    async with aclosing(client.reply(Prompt(text="How many?"))) as events:
        assert [await anext(events), await anext(events)] == [ReplyStarted("C1"), TextDelta("Two")]
        with pytest.raises(Interrupted):
            await anext(events)


async def test_a_stream_that_breaks_after_its_end_is_whole(client, chatter):
    end = [{"type": "token", "content": "Two."}, {"type": "end"}]
    chatter.says("POST", STREAMING, stream(*end, ending=Ending.CUT))
    assert await replied(client) == ANSWER


class Watching(HttpClient):
    """Knows whether a stream was read to its very end."""

    has_closed = False

    @asynccontextmanager
    async def stream(self, request):
        async with super().stream(request) as answer:
            yield replace(answer, chunks=self._watched(answer.chunks))

    async def _watched(self, chunks):
        async for chunk in chunks:
            yield chunk
        self.has_closed = True


async def test_a_stream_is_read_until_it_closes_since_the_server_saves_the_turn_last(client, chatter):
    watching = Watching()
    assert await replied(replace(client, http=watching)) == ANSWER
    assert watching.has_closed
    await watching.close()


async def test_a_stream_that_does_not_close_is_left_after_a_while(client, chatter, server, monkeypatch):
    monkeypatch.setattr("webchat.upstream.chatter.asking.LAST_WORDS", 0.01)
    chatter.says("POST", STREAMING, Said(TOKENS.body, ending=Ending.SILENCE))
    assert await replied(client) == ANSWER
    await server.left.wait()


async def test_silence_times_out(client, chatter):
    chatter.says("POST", STREAMING, Said(TOKENS.body[:2], ending=Ending.SILENCE))
    with pytest.raises(TimedOut):
        await replied(client, timeout=0.05)


async def test_whoever_stops_a_reply_closes_its_connection(client, chatter, server):
    chatter.says("POST", STREAMING, Said(TOKENS.body[:2], ending=Ending.SILENCE))
    async with aclosing(client.reply(Prompt(text="How many?"))) as events:
        assert [await anext(events), await anext(events)] == ANSWER[:2]
    await server.left.wait()
