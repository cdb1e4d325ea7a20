"""What every chat API looks like from above: one client, and what it is able to do."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from webchat.upstream.types.prompts import Feedback, Mode, Prompt
from webchat.upstream.types.replies import ReplyEvent
from webchat.upstream.types.saved import Agent, Application, Chat, ChatFile, ChatSummary, Download, Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What the upstream takes; said to people before they choose."""

    count: int  # files in one chat
    smallest: int  # bytes
    largest: int  # bytes
    extensions: frozenset[str]  # lower case, with the dot; empty: any


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an upstream can do. What it cannot is hidden in the pages, by the name of the ability."""

    modes: tuple[Mode, ...] = ()
    files: FileLimits | None = None
    applications: bool = False
    agents: bool = False
    delete_all: bool = False
    feedback: bool = False
    prompt_length: int = 100_000  # characters


class ChatClient(Protocol):
    """A chat API as one user sees it. Every method may raise any of `webchat.upstream.errors`."""

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

    async def delete_all_chats(self) -> None: ...

    async def send_feedback(self, feedback: Feedback) -> None: ...

    async def application(self, application_id: str) -> Application: ...

    async def agents(self, name: str) -> tuple[Agent, ...]:
        """Those this user may chat with whose name contains `name`; all of them if it is empty."""
        ...

    async def agent(self, agent_id: str) -> Agent: ...

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]: ...

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        """Those of the files that the upstream knows, by id."""
        ...

    async def delete_files(self, file_ids: Sequence[str]) -> None: ...

    def download(self, file_id: str) -> AbstractAsyncContextManager[Download]: ...
