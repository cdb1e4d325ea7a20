"""One prompt and the reply to it: paced, written down, saved."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import anyio
from anyio import CancelScope
from starlette.concurrency import run_in_threadpool

from webchat.sandbox import wire
from webchat.sandbox.backend import Backend
from webchat.sandbox.chats import chat_metadata
from webchat.sandbox.cues import Cut, Wait
from webchat.sandbox.script import Line, Raw, Script
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.stream import CutOff
from webchat.sandbox.transcript import Transcript
from webchat.sandbox.wire import Wire


class Turn:
    """`chat` is None for a turn that is not saved."""

    def __init__(self, backend: Backend, prompt: Wire, script: Script, chat: SavedChat | None) -> None:
        self.chat = chat
        self.transcript = Transcript()
        self._backend = backend
        self._prompt = prompt
        self._script = script
        self._lock = backend.lock(chat.id) if chat else asyncio.Lock()
        self._started = time.monotonic()
        self._session = wire.new_id()

    @property
    def has_to_wait(self) -> bool:
        """Whether another turn is under way in the same chat."""
        return self._lock.locked()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """The prompt is saved at the start, and in the end what was written of the reply, however it ends."""
        async with self._lock:
            await self._save([self._prompt])
            try:
                yield
            finally:
                with CancelScope(shield=True):
                    await self._save(self.transcript.messages)

    async def responses(self) -> AsyncIterator[Wire | bytes]:
        """The ChatResponses in their time, some as raw bytes. Raises CutOff."""
        for cue in self._script:
            match cue:
                case Line(response, pause):
                    await anyio.sleep(self._backend.settings.seconds(pause))
                    self.transcript.add(response)
                    yield {**response, **self._envelope()}
                case Raw(data, meaning):
                    self.transcript.add(meaning or {})
                    yield data
                case Wait(seconds):
                    await anyio.sleep(seconds)
                case Cut():
                    raise CutOff
        yield {"messages": [], **self.closing()}

    def closing(self) -> Wire:
        """What is known in the end."""
        chat = {"chat": chat_metadata(self.chat)} if self.chat else {}
        millis = int((time.monotonic() - self._started) * 1000)
        return {"backendTimeMillis": millis, **chat, **self._envelope()}

    def _envelope(self) -> Wire:
        chat_id = {"chatId": self.chat.id} if self.chat else {}
        return {"chatSessionTrackingToken": self._session, **chat_id}

    async def _save(self, messages: Sequence[Wire]) -> None:
        if self.chat and messages:
            await run_in_threadpool(self._backend.chats.add_messages, self.chat.id, stamped(messages))


def stamped(messages: Iterable[Wire]) -> list[Wire]:
    """As they are kept."""
    return [{**message, "ts": wire.timestamp()} for message in messages]
