"""A prompt on its way, and the reply to it.

The conversation is made first: a stream may never say which one it has made, and those it makes do not always last. The
turn itself is sent once.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from webchat.upstream.address import segment
from webchat.upstream.chatter import lookup
from webchat.upstream.chatter.bodies import WITH_TOOLS, chat_body, conversation_body
from webchat.upstream.chatter.conversations import saved_chat, with_reply
from webchat.upstream.chatter.refusals import reply_error
from webchat.upstream.chatter.requests import correlation_id, parsed
from webchat.upstream.chatter.server import Server
from webchat.upstream.chatter.stream import StreamReader
from webchat.upstream.errors import BadResponse, Interrupted, NotSupported, ReplyFailed, UpstreamError
from webchat.upstream.http import Request
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyEvent, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Chat, Turn
from webchat.upstream.wire import mapping, string

Sleep = Callable[[float], Awaitable[object]]

LAST_WORDS = 5.0  # seconds that a stream may take to close after its last line
LOOKS = (0.2, 0.5, 1.0, 2.0)  # seconds before each: others see what a stream has saved a moment after its end


@dataclass(frozen=True, slots=True)
class Asking:
    server: Server
    prompt: Prompt
    sleep: Sleep

    async def live(self) -> AsyncGenerator[ReplyEvent]:
        chat = await self._chat()
        yield ReplyStarted(chat.id)
        if self.prompt.agent_id or not (await self.server.layout()).saves_streams:
            events = await self._answer(chat)
        else:
            reader = StreamReader()
            async with aclosing(self._stream(chat, reader)) as stream:
                async for event in stream:
                    yield event
            events = () if reader.has_text else await self._missing_answer(chat)
        for event in events:
            yield event

    async def whole(self) -> tuple[ReplyEvent, ...]:
        chat = await self._chat()
        return (ReplyStarted(chat.id), *await self._answer(chat))

    async def _chat(self) -> Chat:
        """Where the prompt goes, with all that is known of it before. It is looked up, since one version would answer
        in a new conversation instead of one it does not know, and all of them in one that is deleted."""
        if not self.prompt.save or (self.prompt.history and not self.prompt.chat_id):
            raise NotSupported
        if self.prompt.chat_id:
            return await lookup.head(self.server, self.prompt.chat_id)
        path = (await self.server.layout()).conversations
        made = saved_chat(mapping(parsed(await self.server.write("POST", path, conversation_body(self.prompt)))))
        if not made.id:
            raise BadResponse("a conversation without an id")
        return replace(made, settings=self.prompt.settings, updated=None)

    async def _stream(self, chat: Chat, reader: StreamReader) -> AsyncGenerator[ReplyEvent]:
        request = await self._request(chat, (await self.server.layout()).streaming)
        async with self.server.http.stream(request) as answer:
            try:
                async for chunk in answer.chunks:
                    for event in reader.feed(chunk):
                        yield event
                    if reader.is_done:
                        await _closed(answer.chunks)
                        break
            except Interrupted:
                if not reader.has_ended:
                    raise
        for event in reader.end(correlation_id(request)):
            yield event

    async def _answer(self, chat: Chat) -> Sequence[ReplyEvent]:
        """All at once."""
        layout, agent = await self.server.layout(), self.prompt.agent_id
        path = f"{layout.template}{segment(agent)}" if agent and layout.template else layout.chat
        async with self.server.http.stream(await self._request(chat, path)) as answer:
            said = mapping(parsed(await answer.read()))
        return _events(with_reply(Turn(self.prompt.text), mapping(said.get("message"))))

    async def _missing_answer(self, chat: Chat) -> Sequence[ReplyEvent]:
        """Of a stream that has ended without any text: what it has saved. Where it has saved nothing, not even the
        prompt, there is no such turn, and to ask for a whole answer is to ask for the first time. Not so if the prompt
        is there, which would then be there twice, or if a tool may have acted."""
        turn = await self._saved_turn(chat)
        if turn is None and self.prompt.mode not in WITH_TOOLS:
            return await self._answer(chat)
        return _events(turn or Turn(self.prompt.text))

    async def _saved_turn(self, chat: Chat) -> Turn | None:
        """The one of this prompt, as far as it is saved after some looks: its words, and later than all before it."""
        turn = None
        for pause in LOOKS:
            await self.sleep(pause)
            turn = next(reversed((await lookup.chat(self.server, chat.id)).turns), None)
            is_new = turn is not None and (not chat.updated or not turn.asked or turn.asked > chat.updated)
            turn = turn if is_new and turn and turn.prompt == string(self.prompt.text) else None
            if turn and (turn.reply or turn.failure):
                break
        return turn

    async def _request(self, chat: Chat, path: str) -> Request:
        server = self.server
        body = chat_body(
            self.prompt,
            await server.layout(),
            conversation_id=chat.id,
            settings=self.prompt.settings or chat.settings,
            provider=await server.provider(),
        )
        silence = self.prompt.timeout or server.config.timeout
        return replace(server.request("POST", path, body, reply_error), silence=silence)


def _events(turn: Turn) -> Sequence[ReplyEvent]:
    if turn.failure or not any(isinstance(event, TextDelta) for event in turn.reply):
        raise ReplyFailed(turn.failure or "there is no answer")
    return turn.reply


async def _closed(chunks: AsyncIterator[bytes]) -> None:
    """The server saves a turn as the last thing: whoever leaves before may leave without it."""
    with suppress(TimeoutError, UpstreamError):
        async with asyncio.timeout(LAST_WORDS):
            async for _ in chunks:
                pass
