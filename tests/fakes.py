"""A chat API that says what it is told to, for what happens above the adapters: those have servers of their own."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from webchat.upstream.errors import NotFound, NotSupported, Rejected, TooLarge, UpstreamError
from webchat.upstream.glean.capabilities import CAPABILITIES
from webchat.upstream.protocol import Capabilities, FileLimits
from webchat.upstream.types.prompts import Feedback, Mode, Prompt
from webchat.upstream.types.replies import ReplyEvent, Source, SourceKind
from webchat.upstream.types.saved import (
    Agent,
    Application,
    Chat,
    ChatFile,
    ChatSummary,
    Download,
    FileStatus,
    Turn,
    Upload,
)
from webchat.upstream.types.server import PartKind, ServerPart

HANDBOOK = Source(SourceKind.DOCUMENT, "doc-1", "Parental leave", "https://handbook.example/leave", "people")


@dataclass
class ScriptedClient:
    """Replies with `events`, then raises `error` if there is one. With `gate`, the last event waits for it."""

    events: Sequence[ReplyEvent] = ()
    error: Exception | None = None
    gate: asyncio.Event | None = None
    saved: dict[str, Chat] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    known_agents: Sequence[Agent] = ()
    server: dict[PartKind, ServerPart | UpstreamError] = field(default_factory=dict)  # an error is raised
    kept_files: dict[str, ChatFile] = field(default_factory=dict)
    capabilities: Capabilities = CAPABILITIES
    list_error: UpstreamError | None = None
    delete_errors: list[Exception] = field(default_factory=list)  # one for each delete, as long as there are any
    deletes: list[list[str]] = field(default_factory=list)  # the ids of each request to delete
    deleted_messages: list[str] = field(default_factory=list)
    rename_error: UpstreamError | None = None
    prompts: list[Prompt] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    closed: int = 0  # replies whose connection is closed

    async def reply(self, prompt: Prompt) -> AsyncGenerator[ReplyEvent, None]:
        self.prompts.append(prompt)
        try:
            for number, event in enumerate(self.events, start=1):
                if self.gate and number == len(self.events):
                    await self.gate.wait()
                yield event
            if self.error:
                raise self.error
        finally:
            self.closed += 1

    async def whole_reply(self, prompt: Prompt) -> tuple[ReplyEvent, ...]:
        return tuple([event async for event in self.reply(prompt)])

    async def chats(self) -> tuple[ChatSummary, ...]:
        if self.list_error:
            raise self.list_error
        return tuple(ChatSummary(chat.id, chat.title, chat.updated) for chat in self.saved.values())

    async def chat(self, chat_id: str) -> Chat:
        if chat_id not in self.saved:
            raise NotFound
        return self.saved[chat_id]

    async def delete_chats(self, chat_ids: Sequence[str]) -> None:
        """All of them, or none."""
        self._note_delete(chat_ids)
        if not self.saved.keys() >= set(chat_ids):
            raise NotFound
        for chat_id in chat_ids:
            del self.saved[chat_id]

    def _note_delete(self, ids: Sequence[str]) -> None:
        self.deletes.append(list(ids))
        if self.delete_errors:
            raise self.delete_errors.pop(0)

    async def delete_all_chats(self) -> None:
        self.saved.clear()

    async def rename_chat(self, chat_id: str, title: str) -> None:
        if self.rename_error:
            raise self.rename_error
        self.saved[chat_id] = replace(await self.chat(chat_id), title=title)

    async def delete_message(self, chat_id: str, message_id: str) -> None:
        if self.delete_errors:
            raise self.delete_errors.pop(0)
        self.deleted_messages.append(message_id)
        turns = [_without(turn, message_id) for turn in (await self.chat(chat_id)).turns]
        turns = [turn for turn in turns if turn.prompt_id or turn.reply_id]
        self.saved[chat_id] = replace(self.saved[chat_id], turns=tuple(turns))

    async def send_feedback(self, feedback: Feedback) -> None:
        if self.error:
            raise self.error
        self.feedback.append(feedback)

    async def application(self, application_id: str) -> Application:
        if application_id not in self.applications:
            raise NotFound
        return self.applications[application_id]

    async def agents(self, name: str) -> tuple[Agent, ...]:
        if self.list_error:
            raise self.list_error
        return tuple(agent for agent in self.known_agents if name.lower() in agent.name.lower())

    async def agent(self, agent_id: str) -> Agent:
        found = next((agent for agent in self.known_agents if agent.id == agent_id), None)
        if found is None:
            raise NotFound
        return found

    async def server_part(self, kind: PartKind) -> ServerPart:
        found = self.server.get(kind, NotSupported())
        if isinstance(found, UpstreamError):
            raise found
        return found

    async def all_files(self) -> tuple[ChatFile, ...]:
        if self.list_error:
            raise self.list_error
        return tuple(self.kept_files.values())

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]:
        taken = []
        for upload in uploads:
            size = sum([len(piece) async for piece in upload.chunks])
            file = ChatFile(f"up-{len(self.kept_files) + 1}", upload.name, FileStatus.PROCESSING, size=size)
            self.kept_files[file.id] = file
            taken.append(file)
        return tuple(taken)

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        return {each: self.kept_files[each] for each in file_ids if each in self.kept_files}

    async def delete_files(self, file_ids: Sequence[str]) -> None:
        self._note_delete(file_ids)
        for each in file_ids:
            self.kept_files.pop(each, None)

    @asynccontextmanager
    async def download(self, file_id: str) -> AsyncIterator[Download]:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"first "
            yield b"second"

        yield Download("text/html", 12, chunks())


def _without(turn: Turn, message_id: str) -> Turn:
    if turn.prompt_id == message_id:
        return replace(turn, prompt="", prompt_id="")
    return replace(turn, reply=(), reply_id="") if turn.reply_id == message_id else turn


LIBRARY = Capabilities(
    modes=(Mode.PLAIN, Mode.DOCUMENTS, Mode.TOOLS, Mode.FULL),
    files=FileLimits(count=3, smallest=1, largest=5000, extensions=frozenset({".txt", ".pdf"}), shared=True),
)


@dataclass
class Library(ScriptedClient):
    """Files belong to their user. They are read as soon as they are asked for; nothing is taken that is as long as
    another one, and nothing by an odd name."""

    capabilities: Capabilities = LIBRARY

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]:
        [upload] = uploads
        if upload.name.startswith("huge"):
            raise TooLarge
        if upload.name.startswith("odd") or any(each.size == upload.size for each in self.kept_files.values()):
            raise Rejected('duplicate key value violates unique constraint "uq_document_owner_hash"')
        return await super().upload_files(uploads)

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        self.kept_files |= {
            each: replace(file, status=FileStatus.READY) for each, file in self.kept_files.items() if each in file_ids
        }
        return await super().files(file_ids)


def saved_chat(chat_id: str, title: str = "Leave", **fields: object) -> Chat:
    now = datetime.now(UTC)
    return Chat(chat_id, title, now, now, **fields)  # type: ignore[arg-type]
