"""What every chat API looks like from above: one client, and what it is able to do."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from webchat.upstream.errors import NotSupported
from webchat.upstream.types.prompts import Feedback, Mode, Prompt
from webchat.upstream.types.replies import ReplyEvent
from webchat.upstream.types.saved import Agent, Application, Chat, ChatFile, ChatSummary, Download, Upload
from webchat.upstream.types.server import PartKind, ServerPart


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What the upstream takes; said to people before they choose."""

    count: int  # files in one chat
    smallest: int  # bytes
    largest: int  # bytes
    extensions: frozenset[str]  # lower case, with the dot; empty: any
    shared: bool = False  # they belong to no chat, but to all chats of their user


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an upstream can do. What it cannot is hidden in the pages, by the name of the ability."""

    modes: tuple[Mode, ...] = ()  # the first one is what it does if nothing is chosen
    files: FileLimits | None = None
    applications: bool = False
    agents: bool = False
    streaming: bool = True  # a reply comes as it is written, and not all at once
    agent_streaming: bool = False  # the same of an agent's
    citations: bool = False  # replies name their sources
    delete_all: bool = False  # by one call
    delete_message: bool = False
    rename: bool = False
    feedback: bool = False
    history: bool = False  # a new chat can begin with turns of another one
    temporary: bool = False  # a prompt can be answered without being saved
    settings: bool = False  # a chat has a temperature and instructions of its own
    server: tuple[PartKind, ...] = ()  # what it says about itself
    prompt_length: int = 100_000  # characters
    title_length: int = 255  # characters, of a chat that is renamed


class ChatClient(Protocol):
    """A chat API as one user sees it. Every method may raise any of `webchat.upstream.errors`; what a chat API has not,
    and so leaves as it stands here, raises NotSupported."""

    @property
    def capabilities(self) -> Capabilities: ...

    def reply(self, prompt: Prompt) -> AsyncGenerator[ReplyEvent, None]:
        """Ask, and yield the reply as it is written. Closing the generator closes the connection.

        A turn is never sent twice. An error may come after any number of events; those stay valid."""
        ...

    async def whole_reply(self, prompt: Prompt) -> tuple[ReplyEvent, ...]:
        """Ask without streaming."""
        ...

    async def chats(self) -> tuple[ChatSummary, ...]:
        """All saved chats, the one changed last first."""
        ...

    async def chat(self, chat_id: str) -> Chat: ...

    async def delete_chats(self, chat_ids: Sequence[str]) -> None: ...

    async def delete_all_chats(self) -> None:
        raise NotSupported

    async def rename_chat(self, chat_id: str, title: str) -> None:
        raise NotSupported

    async def delete_message(self, chat_id: str, message_id: str) -> None:
        """`message_id` is the prompt_id or reply_id of a turn."""
        raise NotSupported

    async def send_feedback(self, feedback: Feedback) -> None:
        raise NotSupported

    async def application(self, application_id: str) -> Application:
        raise NotSupported

    async def agents(self, name: str) -> tuple[Agent, ...]:
        """Those this user may chat with whose name contains `name`; all of them if it is empty."""
        raise NotSupported

    async def agent(self, agent_id: str) -> Agent:
        raise NotSupported

    async def server_part(self, kind: PartKind) -> ServerPart:
        """One of those that the capabilities name. The server may fail at it all the same."""
        raise NotSupported

    async def all_files(self) -> tuple[ChatFile, ...]:
        """Of all chats of this user, where they are shared."""
        raise NotSupported

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]: ...

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        """Those of the files that the upstream knows, by id."""
        ...

    async def delete_files(self, file_ids: Sequence[str]) -> None: ...

    def download(self, file_id: str) -> AbstractAsyncContextManager[Download]: ...
