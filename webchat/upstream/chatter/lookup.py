"""One conversation by its id."""

import asyncio

from webchat.upstream.address import segment
from webchat.upstream.chatter.conversations import saved_chat
from webchat.upstream.chatter.refusals import lookup_error
from webchat.upstream.chatter.server import Server
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.saved import Chat
from webchat.upstream.wire import Wire, mapping

MESSAGES = 100  # the most that are asked for at once


async def path_of(server: Server, chat_id: str) -> str:
    return f"{(await server.layout()).conversations.rstrip('/')}/{segment(chat_id)}"


async def chat(server: Server, chat_id: str) -> Chat:
    path = await path_of(server, chat_id)
    wire = await _read(server, path, messages=True)
    if wire.get("messages") is None:
        wire = {**wire, "messages": await server.pages(f"{path}/messages", "messages", MESSAGES, lookup_error)}
    return await asyncio.to_thread(saved_chat, wire, chat_id)


async def head(server: Server, chat_id: str) -> Chat:
    """Without its turns."""
    return saved_chat(await _read(server, await path_of(server, chat_id), messages=False), chat_id)


async def _read(server: Server, path: str, *, messages: bool) -> Wire:
    """Raises NotFound. A server that is not in development answers an id it does not know with a 500 that says nothing,
    but an update of it, even one that changes nothing, with a 404."""
    try:
        return mapping(await server.read(path, {} if messages else {"include_messages": "false"}, lookup_error))
    except Unavailable:
        await server.write("PUT", path, {}, lookup_error)
        raise
