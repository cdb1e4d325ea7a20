"""The operations of Chatter (chatter-api.md 4, 6 and 7)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from itertools import batched

from webchat.upstream.address import segment
from webchat.upstream.chatter import lookup
from webchat.upstream.chatter.agents import agents
from webchat.upstream.chatter.asking import Asking, Sleep
from webchat.upstream.chatter.bodies import title_body
from webchat.upstream.chatter.capabilities import capabilities_of
from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.conversations import summaries
from webchat.upstream.chatter.files import document
from webchat.upstream.chatter.parts import MANY, OPEN, path_of, server_part
from webchat.upstream.chatter.refusals import lookup_error, upload_error
from webchat.upstream.chatter.requests import parsed
from webchat.upstream.chatter.server import Server
from webchat.upstream.credential import Credential
from webchat.upstream.errors import BadResponse, NotFound, NotSupported, UpstreamError
from webchat.upstream.http import HttpClient
from webchat.upstream.multipart import Multipart
from webchat.upstream.protocol import Capabilities, ChatClient
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyEvent
from webchat.upstream.types.saved import Agent, Chat, ChatFile, ChatSummary, Download, Upload
from webchat.upstream.types.server import PartKind, ServerPart
from webchat.upstream.wire import mapping

DOCUMENTS = "/api/v1/documents"
UPLOAD = "file"  # one in each request
PAGE = 50  # documents
AT_ONCE = 4  # requests for one of many


@dataclass(frozen=True, slots=True)
class ChatterClient(ChatClient):
    """Chatter as one user sees it: a ChatClient. Costs nothing to make; the connections are the HttpClient's, and what
    was found out about the server is kept in the config."""

    http: HttpClient
    config: ChatterConfig
    credential: Credential
    sleep: Sleep = asyncio.sleep

    @property
    def capabilities(self) -> Capabilities:
        return capabilities_of(self.config)

    @property
    def _server(self) -> Server:
        return Server(self.http, self.config, self.credential)

    def reply(self, prompt: Prompt) -> AsyncGenerator[ReplyEvent]:
        return Asking(self._server, prompt, self.sleep).live()

    async def whole_reply(self, prompt: Prompt) -> tuple[ReplyEvent, ...]:
        return await Asking(self._server, prompt, self.sleep).whole()

    async def chats(self) -> tuple[ChatSummary, ...]:
        layout = await self._server.layout()
        return summaries(await self._server.pages(layout.conversations, "conversations", layout.page))

    async def chat(self, chat_id: str) -> Chat:
        return await lookup.chat(self._server, chat_id)

    async def delete_chats(self, chat_ids: Sequence[str]) -> None:
        await _each(self._delete_chat, chat_ids)

    async def delete_all_chats(self) -> None:
        """Again and again, since chats may come in meanwhile and a list may not show all of them."""
        deleted: set[str] = set()
        while left := {chat.id for chat in await self.chats()}:
            if left <= deleted:
                raise BadResponse("deleted conversations are still listed")
            await self.delete_chats(list(left))
            deleted |= left

    async def rename_chat(self, chat_id: str, title: str) -> None:
        path = await lookup.path_of(self._server, chat_id)
        await self._server.write("PUT", path, title_body(title), lookup_error)

    async def delete_message(self, chat_id: str, message_id: str) -> None:
        path = await lookup.path_of(self._server, chat_id)
        with suppress(NotFound):
            await self._server.write("DELETE", f"{path}/messages/{segment(message_id)}", error=lookup_error)

    async def agents(self, name: str) -> tuple[Agent, ...]:
        return agents(await self._server.read((await self._server.layout()).templates), name)

    async def agent(self, agent_id: str) -> Agent:
        for agent in await self.agents(""):
            if agent.id == agent_id:
                return agent
        raise NotFound("no template of this name")

    async def server_part(self, kind: PartKind) -> ServerPart:
        server = replace(self._server, credential=None) if kind in OPEN else self._server
        path = path_of(kind, await self._server.layout())
        if not path:
            raise NotSupported
        return server_part(kind, await server.read(path, MANY))

    async def all_files(self) -> tuple[ChatFile, ...]:
        return tuple(document(wire) for wire in await self._server.pages(DOCUMENTS, "documents", PAGE))

    async def upload_files(self, uploads: Sequence[Upload]) -> tuple[ChatFile, ...]:
        """All of them or none: whoever tries again would be told that the first ones are there already."""
        taken: list[ChatFile] = []
        try:
            for upload in uploads:
                taken.append(await self._upload(upload))  # noqa: PERF401 - those before a failure count
        except UpstreamError:
            with suppress(UpstreamError):
                await self.delete_files([file.id for file in taken])
            raise
        return tuple(taken)

    async def files(self, file_ids: Sequence[str]) -> Mapping[str, ChatFile]:
        found: dict[str, ChatFile] = {}

        async def look_up(file_id: str) -> None:
            with suppress(NotFound):
                found[file_id] = await self._file(file_id)

        await _each(look_up, file_ids)
        return found

    async def delete_files(self, file_ids: Sequence[str]) -> None:
        await _each(self._delete_file, file_ids)

    @asynccontextmanager
    async def download(self, file_id: str) -> AsyncIterator[Download]:
        """With its own name and kind, of which the bytes come without."""
        file = await self._file(file_id)
        request = self._server.request("GET", f"{DOCUMENTS}/{segment(file_id)}/download", error=lookup_error)
        async with self.http.stream(replace(request, repeatable=True)) as answer:
            yield Download(file.content_type or answer.content_type, answer.size, answer.chunks, file.name)

    async def _delete_chat(self, chat_id: str) -> None:
        with suppress(NotFound):
            await self._server.write("DELETE", await lookup.path_of(self._server, chat_id), error=lookup_error)

    async def _upload(self, upload: Upload) -> ChatFile:
        body = Multipart([upload], UPLOAD)
        request = self._server.request("POST", f"{DOCUMENTS}/upload", error=upload_error)
        request = replace(request, headers={**request.headers, **body.headers}, body=body, silence=self.config.timeout)
        async with self.http.stream(request) as answer:
            file = document(mapping(parsed(await answer.read())))
        if not file.id:
            raise BadResponse("a document without an id")
        return file

    async def _file(self, file_id: str) -> ChatFile:
        wire = await self._server.read(f"{DOCUMENTS}/{segment(file_id)}", error=lookup_error)
        return document(mapping(wire), file_id)

    async def _delete_file(self, file_id: str) -> None:
        with suppress(NotFound):
            await self._server.write("DELETE", f"{DOCUMENTS}/{segment(file_id)}", error=lookup_error)


async def _each(do: Callable[[str], Awaitable[None]], ids: Iterable[str]) -> None:
    """A few at a time, until one of them fails."""
    for batch in batched(ids, AT_ONCE):
        for outcome in await asyncio.gather(*map(do, batch), return_exceptions=True):
            if outcome is not None:
                raise outcome
