"""One prompt and the reply to it: paced, and saved."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import anyio
from anyio import CancelScope
from starlette.concurrency import run_in_threadpool

from webchat.sandbox.chatter.access import Call
from webchat.sandbox.chatter.script import Apology, Event, Failure, Raw, Script, Token, Unsaid
from webchat.sandbox.chatter.store.conversations import Conversation, Message
from webchat.sandbox.chatter.wire import new_id, now
from webchat.sandbox.cues import Cut, Wait
from webchat.sandbox.stream import CutOff


class Failed(Exception):
    """The reply ends with an error."""

    def __init__(self, text: str, *, bare: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.bare = bare


class Turn:
    """With `saved` false, nothing of it is kept. A new conversation is kept together with its first message."""

    def __init__(self, call: Call, conversation: Conversation, script: Script, *, saved: bool = True) -> None:
        self.conversation = conversation
        self.reply_id = new_id()
        self.model_failed = False
        self._backend = call.backend
        self._script = script
        self._saved = saved
        self._pieces: list[str] = []
        self._started = time.monotonic()
        self._unsaved = [self._message("user", call.body["message"], new_id())]

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def milliseconds(self) -> int:
        return int((time.monotonic() - self._started) * 1000)

    @asynccontextmanager
    async def prompt_kept(self) -> AsyncIterator[None]:
        """However the turn ends; of a reply that does not come to its end, nothing is."""
        if self._backend.layout.prompt_first:
            await self._save()
        try:
            yield
        finally:
            with CancelScope(shield=True):
                await self._save()

    async def cues(self) -> AsyncIterator[Token | Event | bytes]:
        """What a stream shows, in its time. Raises Failed and CutOff."""
        for cue in self._script:
            match cue:
                case Token(text, pause):
                    await anyio.sleep(self._backend.settings.seconds(pause))
                    self._pieces.append(text)
                    yield cue
                case Apology(text):
                    self.model_failed = True
                    self._pieces.append(text)
                    yield Token(text)
                case Event(_, pause):
                    await anyio.sleep(self._backend.settings.seconds(pause))
                    yield cue
                case Raw(data, text):
                    self._pieces.append(text)
                    yield data
                case Unsaid(text):
                    self._pieces.append(text)
                case Wait(seconds):
                    await anyio.sleep(seconds)
                case Failure(text, bare):
                    raise Failed(text, bare=bare)
                case Cut():
                    raise CutOff

    async def finish(self, **known: Any) -> Message:
        """The reply, saved with what is known of it. An empty one is not saved."""
        reply = self._message("assistant", self.text, self.reply_id, **known)
        if not self._backend.layout.prompt_first:
            self._unsaved = [replace(each, created=reply.created) for each in self._unsaved]
        await self._save(*([reply] if self.text else []))
        messages = await run_in_threadpool(self._backend.conversations.messages, self.conversation.id)
        return next((each for each in messages if each.id == reply.id), reply)

    async def _save(self, *more: Message) -> None:
        messages, self._unsaved = [*self._unsaved, *more], []
        if self._saved and messages:
            await run_in_threadpool(self._add, messages)

    def _add(self, messages: list[Message]) -> None:
        self._backend.conversations.add(self.conversation)
        self._backend.conversations.add_messages(messages)

    def _message(self, role: str, content: str, message_id: str, **known: Any) -> Message:
        where = self.conversation.id
        return Message(id=message_id, conversation_id=where, role=role, content=content, created=now(), **known)
