"""A prompt in, a reply out: as a whole, as a stream, by template."""

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Send

from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call, backend_of, read_call
from webchat.sandbox.chatter.answer import answer
from webchat.sandbox.chatter.catalogue import MODEL, PROVIDER
from webchat.sandbox.chatter.conversations import begun, empty_title
from webchat.sandbox.chatter.documents import files_of
from webchat.sandbox.chatter.events import DONE, Events
from webchat.sandbox.chatter.fields import Field
from webchat.sandbox.chatter.limits import CHAT_OF_A_PERSON, STREAMS_OF_A_PERSON, Limit
from webchat.sandbox.chatter.problems import Crash, Problem, too_many
from webchat.sandbox.chatter.scenarios import SCENARIOS
from webchat.sandbox.chatter.script import Event, Failure, Script, Token, written
from webchat.sandbox.chatter.store.conversations import Conversation
from webchat.sandbox.chatter.turn import Failed, Turn
from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.search import Sources
from webchat.sandbox.stream import CutOff, Stream

_MESSAGE = (
    Field(name="message", required=True),
    Field(name="conversation_id"),
    Field(name="profile_id"),
    Field(name="stream", kind=bool, default=False),
)
_OPTIONS = (
    Field(name="provider"),
    Field(name="temperature", kind=float, least=0.0, most=2.0),
    Field(name="max_tokens", kind=int, least=1, most=8192),
    Field(name="enable_retrieval", kind=bool, default=False),
    Field(name="document_ids", kind=list),
    Field(name="system_prompt_override"),
)
_WITH_WORKFLOW = (
    *_MESSAGE,
    Field(name="workflow", default="plain", choices=("plain", "rag", "tools", "full")),
    *_OPTIONS,
    Field(name="context_limit", kind=int, least=1),
    Field(name="workflow_config", kind=dict),
)
_WITHOUT_WORKFLOW = (*_MESSAGE, *_OPTIONS, Field(name="workflow_template_name"))
_LONGEST_TITLE = 50  # characters of a prompt

_NAMES = {"plain": "Plain", "rag": "RAG", "tools": "Tools", "full": "Full"}
_BROKEN = {
    "rag": "'Conversation' object has no attribute 'workspace_id'",
    "tools": "'LangGraphWorkflowManager' object has no attribute 'get_tools'",
    "full": "'LangGraphWorkflowManager' object has no attribute 'get_tools'",
}
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
        turn = await run_in_threadpool(_turn, call, "streaming", saved=call.layout.saves_streams)
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
    call = await read_call(request, _WITH_WORKFLOW if backend.layout.workflows else _WITHOUT_WORKFLOW)
    if backend.layout.limits_people and backend.settings.limited:
        taken = backend.limits.take(call.account.id, request.url.path, limit)
        if taken.remaining < 0:
            raise too_many(limit.requests, limit.window)
    return call


async def _whole(call: Call) -> Response:
    turn = await run_in_threadpool(_turn, call, "execution")
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


def _turn(call: Call, verb: str, *, saved: bool = True) -> Turn:
    """Raises Failed for what fails before a stream of it would begin."""
    conversation = _known_conversation(call) or _new_conversation(call)
    return Turn(call, conversation, _script(call, verb), saved=saved)


def _known_conversation(call: Call) -> Conversation | None:
    wanted = call.body["conversation_id"]
    known = call.backend.conversations.get(call.account.id, wanted) if wanted else None
    if wanted and known is None and not call.layout.unknown_is_new:
        raise Failed(f"'NoneType' object has no attribute '{'profile_id' if call.layout.prompt_first else 'id'}'")
    return known


def _new_conversation(call: Call) -> Conversation:
    message, config = call.body["message"], call.body.get("workflow_config")
    if not message:
        raise Failed(empty_title(call))
    short = message if len(message) <= _LONGEST_TITLE else f"{message[:_LONGEST_TITLE]}..."
    return begun(
        call,
        "New Conversation" if call.layout.unknown_is_new else short,
        profile_id=call.body["profile_id"],
        temperature=call.body["temperature"],
        max_tokens=call.body["max_tokens"],
        extra_metadata={"workflow_config": config} if config else {},
    )


def _script(call: Call, verb: str) -> Script:
    workflow, provider = call.body.get("workflow", "plain"), call.body["provider"]
    if call.layout.workflows and workflow not in call.layout.workflows:
        return [Failure(f"{_NAMES[workflow]} workflow {verb} failed: {_BROKEN[workflow]}")]
    if provider != PROVIDER["name"] and (provider or call.layout.needs_provider):
        return [Failure(f"{_NAMES[workflow]} workflow {verb} failed: Provider '{provider}' not found or inactive")]
    prompt = call.body["message"]
    name, *argument = prompt.split(maxsplit=1) or [""]
    if name in SCENARIOS:
        return SCENARIOS[name].play(Scene("".join(argument), call.account.id, call.backend.busy_until))
    pages = call.backend.handbook.pages
    reads_documents = workflow in {"rag", "full"} or call.body["enable_retrieval"]
    files = {file.id: file for file in files_of(call)} if reads_documents else {}
    return list(written(answer(prompt, Sources(pages, files), call.backend.library, _instructions(call))))


def _instructions(call: Call) -> str:
    said = call.body["system_prompt_override"] or ""
    name = call.path.get("name") or call.body.get("workflow_template_name")
    return f"[TEMPLATE:{name}] {said}" if name else said


def _words(text: str) -> int:
    return len(text.split())
