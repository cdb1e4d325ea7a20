"""Chatter as one user reaches it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.discovery import layout_of
from webchat.upstream.chatter.layout import Layout
from webchat.upstream.chatter.refusals import ErrorMap, chatter_error
from webchat.upstream.chatter.requests import Body, chatter_request, parsed
from webchat.upstream.credential import Credential
from webchat.upstream.errors import NotFound, Unavailable
from webchat.upstream.http import HttpClient, Request
from webchat.upstream.wire import Wire, integer, mapping, mappings, string

DEFAULT_PROVIDER = "/api/v1/models/defaults/provider/llm"

Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    http: HttpClient
    config: ChatterConfig
    credential: Credential | None  # None: what it says to anybody

    async def layout(self) -> Layout:
        return await layout_of(self.http, self.config, self.credential)

    async def provider(self) -> str:
        """Whom a prompt names: the first versions do not use their own default unless it is named. Later ones do, and
        one that does not tell it is told none."""
        with suppress(NotFound, Unavailable):
            return await self.config.found_provider.get(self._default_provider)
        return ""

    def request(self, method: str, path: str, body: Body | None = None, error: ErrorMap = chatter_error) -> Request:
        return replace(chatter_request(self.config, method, path, body, error=error), credential=self.credential)

    async def write(self, method: str, path: str, body: Body | None = None, error: ErrorMap = chatter_error) -> bytes:
        """Never repeated."""
        return await self.http.fetch(self.request(method, path, body, error))

    async def read(self, path: str, params: Params | None = None, error: ErrorMap = chatter_error) -> object:
        """In a thread: an answer of megabytes must not hold up what else this loop has to do."""
        request = replace(self.request("GET", path, error=error), params=params, repeatable=True)
        return await asyncio.to_thread(parsed, await self.http.fetch(request))

    async def pages(self, path: str, name: str, size: int, error: ErrorMap = chatter_error) -> list[Wire]:
        """All of a list. It may shift while it is read, so each is taken once; a page with nothing new is the last."""
        found: dict[str, Wire] = {}
        asked = 0
        while True:
            answer = await self.read(path, {"limit": str(size), "offset": str(asked)}, error)
            page = mappings(answer) or mappings(mapping(answer).get(name))
            fresh = {key: wire for wire in page if (key := string(wire.get("id"))) not in found}
            found |= fresh
            asked += len(page)
            if not fresh or (len(page) < size and asked >= _total(mapping(answer))):
                return list(found.values())

    async def _default_provider(self) -> str:
        return string(mapping(await self.read(DEFAULT_PROVIDER)).get("name"))


def _total(answer: Wire) -> int:
    """Under the one name first, then under the other."""
    return integer(answer.get("total_count")) or integer(answer.get("total")) or 0
