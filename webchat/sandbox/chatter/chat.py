"""A prompt in, a reply out: as a whole, as a stream, by template."""

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Send

from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call, backend_of, read_call
from webchat.sandbox.chatter.catalogue import MODEL
from webchat.sandbox.chatter.events import DONE, Events
from webchat.sandbox.chatter.limits import CHAT_OF_A_PERSON, STREAMS_OF_A_PERSON, Limit
from webchat.sandbox.chatter.problems import Crash, Problem, too_many
from webchat.sandbox.chatter.prompt import WITH_WORKFLOW, WITHOUT_WORKFLOW, turn_of
from webchat.sandbox.chatter.script import Event, Token
from webchat.sandbox.chatter.turn import Failed, Turn
from webchat.sandbox.stream import CutOff, Stream

_STREAM_HEADERS = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}


async def chat(request: Request) -> Response:
    call = await _call(request, CHAT_OF_A_PERSON)
    if call.body["stream"] and call.layout.fails_for_stream_flag:
        raise Crash("TypeError", "cannot unpack non-iterable async_generator object")
    try:
        return await _whole(call)
    except Failed as failed:
        raise Problem(call.layout.failure, f"Chat processing failed: {failed.text}") from failed


async def template(request: Request) -> Response:
    """The template is not looked up: any name will do. What fails is taken for a missing one if it sounds so."""
    call = await _call(request, CHAT_OF_A_PERSON)
    try:
        return await _whole(call)
    except Failed as failed:
        if "not found" in failed.text:
            raise Problem(404, f"Template '{call.path['name']}' not found", resourceType="template") from failed
        raise Problem(400, f"Template chat failed: {failed.text}") from failed


async def streaming(request: Request) -> ASGIApp:
    call = await _call(request, STREAMS_OF_A_PERSON)
    events = Events(call.layout, request.state.correlation_id)
    try:
        turn = await run_in_threadpool(turn_of, call, "streaming", saved=call.layout.saves_streams)
    except Failed as failed:
        return StreamingResponse(iter([events.error(failed.text), DONE]), headers=_STREAM_HEADERS)
    events.within(turn.conversation.id, turn.reply_id)
    return EventStream(turn, events, counted=call.layout.counts_tokens)


class EventStream(Stream):
    def __init__(self, turn: Turn, events: Events, *, counted: bool) -> None:
        self._turn = turn
        self._events = events
        self._counted = counted

    async def send(self, send: Send) -> None:
        headers = [(name.encode(), value.encode()) for name, value in _STREAM_HEADERS.items()]
        async with self._turn.prompt_kept():
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            try:
                async for event in self._all():
                    await send({"type": "http.response.body", "body": event, "more_body": True})
            except CutOff:
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _all(self) -> AsyncIterator[bytes]:
        for event in self._events.start():
            yield event
        try:
            async for cue in self._turn.cues():
                yield self._event(cue)
        except Failed as failed:
            yield self._events.error(failed.text, bare=failed.bare)
        else:
            known = {"model_used": MODEL, "response_time_ms": self._turn.milliseconds}
            known = {} if self._turn.model_failed or not self._counted else known
            await self._turn.finish(**known)
            for event in self._events.end(self._turn.text, known):
                yield event
        yield DONE

    def _event(self, cue: Token | Event | bytes) -> bytes:
        match cue:
            case Token(text):
                return self._events.token(text)
            case Event(fields):
                return self._events.other(fields)
        return cue


async def _call(request: Request, limit: Limit) -> Call:
    backend = backend_of(request)
    call = await read_call(request, WITH_WORKFLOW if backend.layout.workflows else WITHOUT_WORKFLOW)
    if backend.layout.limits_people and backend.settings.limited:
        taken = backend.limits.take(call.account.id, request.url.path, limit)
        if taken.remaining < 0:
            raise too_many(limit.requests, limit.window)
    return call


async def _whole(call: Call) -> Response:
    turn = await run_in_threadpool(turn_of, call, "execution")
    try:
        async for _ in turn.cues():
            pass
    except CutOff as cut:
        raise Crash("CancelledError", "the worker was stopped") from cut
    words = {"prompt_tokens": _words(call.body["message"]), "completion_tokens": _words(turn.text)}
    message = await turn.finish(**(words if call.layout.counts_tokens and not turn.model_failed else {}))
    conversations = call.backend.conversations
    kept = await run_in_threadpool(conversations.get, call.account.id, turn.conversation.id) or turn.conversation
    return JSONResponse(
        {
            "conversation_id": kept.id,
            "message": wire.message(message, call.layout),
            "conversation": wire.conversation(kept),
        }
    )


def _words(text: str) -> int:
    return len(text.split())
