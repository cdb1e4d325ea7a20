"""What the conversation page shows: the sidebar, the turns, the composer and its files."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async

from webchat.forms.messages import PromptForm
from webchat.models import AttachedFile, Reply, User
from webchat.rendering.html import TurnView
from webchat.rendering.reply import Ended, fold
from webchat.replies import reader
from webchat.upstream.errors import NotFound, ReplyFailed
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import Chat, ChatFile, Turn
from webchat.views import sidebar


async def page(user: User, client: ChatClient, chat_id: str) -> dict[str, Any]:
    """The chat of that id; with an empty one, a chat that is not begun yet."""
    return await (saved_chat(user, client, chat_id) if chat_id else new_chat(user, client))


async def new_chat(user: User, client: ChatClient) -> dict[str, Any]:
    """A chat that is not begun yet."""
    shown, files = await asyncio.gather(sidebar.load(client), attached_files(user, ""))
    return {"sidebar": shown, **composer(client, files)}


async def saved_chat(user: User, client: ChatClient, chat_id: str) -> dict[str, Any]:
    """A chat that is there: what the upstream has of it, and a reply that is not (or not whole) upstream.

    Raises NotFound if there is neither."""
    shown, chat, files, replies = await asyncio.gather(
        sidebar.load(client, current=chat_id),
        _chat_or_none(client, chat_id),
        attached_files(user, chat_id),
        reader.latest(user, chat_id),
    )
    if chat is None and not replies:
        raise NotFound
    chat = chat or Chat(chat_id)
    turns = list(chat.turns)
    unsaved = replies[0] if replies and replies[0].status != Reply.Status.FINISHED else None
    if unsaved and turns and reader.is_turn_of(replies, turns[-1].prompt, turns[-1].asked):
        turns.pop()
    views = await sync_to_async(_turn_views, thread_sensitive=False)(turns, files)
    if unsaved and not unsaved.is_running:
        views.append(TurnView(fold(str(unsaved.id), unsaved.prompt, await reader.entries(unsaved))))
    running = unsaved if unsaved and unsaved.is_running else None
    context = {"sidebar": shown, "chat": chat, "turns": views, "running": running}
    return {**context, **composer(client, files, chat_id)}


async def _chat_or_none(client: ChatClient, chat_id: str) -> Chat | None:
    try:
        return await client.chat(chat_id)
    except NotFound:
        return None


def _turn_views(turns: Sequence[Turn], files: Sequence[AttachedFile]) -> list[TurnView]:
    """For a thread of its own: a long chat takes a tenth of a second to render."""
    names = {file.upstream_id: file.name for file in files}
    return [_turn_view(number, turn, names) for number, turn in enumerate(turns, start=1)]


def _turn_view(number: int, turn: Turn, names: Mapping[str, str]) -> TurnView:
    ended = Ended("failed", ReplyFailed.sentence, ReplyFailed.advice) if turn.failure else Ended()
    files = tuple(ChatFile(file.id, file.name or names.get(file.id, "")) for file in turn.files)
    return TurnView(fold(f"t{number}", turn.prompt, [*turn.reply, ended]), files)


async def attached_files(user: User, chat_id: str) -> list[AttachedFile]:
    """The user's files of a chat, or of the chat not begun yet, in the order they came."""
    return [file async for file in AttachedFile.objects.filter(user=user, chat_id=chat_id)]


def composer(
    client: ChatClient, files: Sequence[AttachedFile], chat_id: str = "", form: PromptForm | None = None
) -> dict[str, Any]:
    """The form a message is written in; `files` are all of the chat, and those not sent yet go along."""
    return {
        "form": form or PromptForm(capabilities=client.capabilities),
        "files": files,
        "chat_id": chat_id,
        "send_key": uuid4().hex,
        "capabilities": client.capabilities,
    }
