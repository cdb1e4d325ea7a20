"""The operations of Glean's client chat API (glean-api.md 2 and 5)."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from webchat.upstream.address import segment
from webchat.upstream.credential import Credential
from webchat.upstream.errors import BadResponse, ReplyFailed
from webchat.upstream.glean.agents import chat_agent, chat_agents
from webchat.upstream.glean.applications import chat_application
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.glean.chats import chat_summaries, found_chat
from webchat.upstream.glean.config import GleanConfig
from webchat.upstream.glean.feedback import feedback_body
from webchat.upstream.glean.files import known_files, uploaded_files
from webchat.upstream.glean.queued import Sleep, queued_turn
from webchat.upstream.glean.refusals import glean_error, lookup_error
from webchat.upstream.glean.reply import ReplyReader
from webchat.upstream.glean.request import Body, chat_body, chat_params
from webchat.upstream.http import HttpClient, Request
from webchat.upstream.multipart import Multipart
from webchat.upstream.protocol import Capabilities, ChatClient
from webchat.upstream.types.prompts import Feedback, Prompt
from webchat.upstream.types.replies import Queued, ReplyEvent, ReplyStarted
from webchat.upstream.types.saved import Agent, Application, Chat, ChatFile, ChatSummary, Download, Upload
from webchat.upstream.wire import Wire, chat_identity, mapping, parse, string

QUEUED = 202
UPLOADS = "files"  # `files[]` is answered with 400 (api-client-python#55)


@dataclass(frozen=True, slots=True)
class GleanClient(ChatClient):
    """Glean as one user sees it: a ChatClient. Costs nothing to make; the connections are the HttpClient's."""

    http: HttpClient
    config: GleanConfig
    credential: Credential
    sleep: Sleep = asyncio.sleep

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def reply(self, prompt: Prompt) -> AsyncGenerator[ReplyEvent]:
        reader = ReplyReader()
        async with self.http.stream(self._chat_request(prompt, stream=True)) as answer:
            if answer.status != QUEUED:
                async for chunk in answer.chunks:
                    for event in reader.feed(chunk):
                        yield event
                for event in reader.end():
                    yield event
                return
            queued = _parsed(await answer.read())
        async for event in self._queued_reply(prompt, queued):
            yield event

    async def whole_reply(self, prompt: Prompt) -> tuple[ReplyEvent, ...]:
        async with self.http.stream(self._chat_request(prompt, stream=False)) as answer:
            body = await answer.read()
        if answer.status == QUEUED:
            return tuple([event async for event in self._queued_reply(prompt, _parsed(body))])
        reader = ReplyReader()
        return (*reader.whole(body), *reader.end())

    async def chats(self) -> tuple[ChatSummary, ...]:
        return await self._read_aside(self._request("listchats"), chat_summaries)

    async def chat(self, chat_id: str) -> Chat:
        return await self._read_aside(_look_up(self._request("getchat", {"id": chat_id})), partial(found_chat, chat_id))

    async def delete_chats(self, chat_ids: Sequence[str]) -> None:
        if chat_ids:
            await self.http.fetch(self._request("deletechats", {"ids": list(chat_ids)}))

    async def delete_all_chats(self) -> None:
        await self.http.fetch(self._request("deleteallchats"))

    async def send_feedback(self, feedback: Feedback) -> None:
        await self.http.fetch(self._request("feedback", feedback_body(feedback)))

    async def application(self, application_id: str) -> Application:
        answer = await self._read(_look_up(self._request("getchatapplication", {"id": application_id})))
        return chat_application(mapping(answer.get("application")), application_id)

    async def agents(self, name: str) -> tuple[Agent, ...]:
        return chat_agents(await self._read(self._request("agents/search", {"name": name} if name else {})))

    async def agent(self, agent_id: str) -> Agent:
        request = self._request(f"agents/{segment(agent_id)}")
        return chat_agent(await self._read(replace(request, method="GET")), agent_id)

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]:
        body = Multipart(uploads, UPLOADS)
        request = self._request("uploadchatfiles")
        request = replace(request, headers={**request.headers, **body.headers}, body=body, silence=self.config.timeout)
        async with self.http.stream(request) as answer:
            return uploaded_files(_parsed(await answer.read()))

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        request = self._request("getchatfiles", {"fileIds": list(file_ids)})
        return known_files(await self._read(request)) if file_ids else {}

    async def delete_files(self, file_ids: Sequence[str]) -> None:
        if file_ids:
            await self.http.fetch(self._request("deletechatfiles", {"fileIds": list(file_ids)}))

    @asynccontextmanager
    async def download(self, file_id: str) -> AsyncIterator[Download]:
        request = self._request(f"chat-files/{segment(file_id)}")
        async with self.http.stream(replace(request, method="GET", repeatable=True)) as answer:
            yield Download(answer.content_type, answer.size, answer.chunks)

    async def _queued_reply(self, prompt: Prompt, answer: Wire) -> AsyncGenerator[ReplyEvent]:
        chat_id = chat_identity(answer.get("chatId")) or prompt.chat_id
        if not chat_id:
            raise BadResponse("queued, but in no chat")
        yield ReplyStarted(chat_id)
        yield Queued(string(answer.get("queuedRequestId")))
        turn = await queued_turn(lambda: self.chat(chat_id), prompt.text, self._silence(prompt), self.sleep)
        for event in turn.reply:
            yield event
        if turn.failure:
            raise ReplyFailed(turn.failure)

    def _chat_request(self, prompt: Prompt, *, stream: bool) -> Request:
        silence = self._silence(prompt)
        request = self._request("chat", chat_body(prompt, stream=stream, timeout=silence))
        return replace(request, params=chat_params(prompt), silence=silence)

    def _silence(self, prompt: Prompt) -> float:
        return prompt.timeout or self.config.timeout

    async def _read(self, request: Request) -> Wire:
        return _parsed(await self.http.fetch(replace(request, repeatable=True)))

    async def _read_aside[T](self, request: Request, read: Callable[[Wire], T]) -> T:
        """In a thread: an answer of megabytes must not hold up what else this loop has to do."""
        body = await self.http.fetch(replace(request, repeatable=True))
        return await asyncio.to_thread(lambda: read(_parsed(body)))

    def _request(self, operation: str, body: Body | None = None) -> Request:
        content_type = {} if body is None else {"Content-Type": "application/json"}
        return Request(
            method="POST",
            url=f"{self.config.base_url}/rest/api/v1/{operation}",
            headers={"Accept": "*/*", **content_type},
            credential=self.credential,
            body=None if body is None else json.dumps(body).encode(),
            error=glean_error,
        )


def _look_up(request: Request) -> Request:
    """The same, by an id that may be unknown."""
    return replace(request, error=lookup_error)


def _parsed(body: bytes) -> Wire:
    try:
        return parse(body)
    except ValueError as error:
        raise BadResponse(str(error)) from error
