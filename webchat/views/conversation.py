"""What the conversation page shows: the sidebar, the turns, the composer and its files."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils.translation import gettext_noop

from webchat.forms.messages import PromptForm
from webchat.models import AttachedFile, Draft, Reply, User, is_temporary
from webchat.rendering.html import TurnView
from webchat.rendering.reply import Ended, Entry, ReplyState, Waiting, fold
from webchat.replies import reader, temporary
from webchat.upstream.errors import NotFound, ReplyFailed
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import Chat, ChatFile, Turn
from webchat.views import sidebar

FINISHED = Ended()
# The upstream may have gone on when our process died. Glean marks no saved answer as whole.
SAVED_MORE = Ended(
    "interrupted", advice=gettext_noop("This is what the assistant saved. If something is missing, try again.")
)


async def page(user: User, client: ChatClient, chat_id: str) -> dict[str, Any]:
    """The chat of that id; with an empty one, a chat that is not begun yet."""
    return await (saved_chat(user, client, chat_id) if chat_id else new_chat(user, client))


async def new_chat(user: User, client: ChatClient) -> dict[str, Any]:
    """A chat that is not begun yet."""
    shown, files, written = await asyncio.gather(sidebar.load(user, client), attached_files(user, ""), draft(user, ""))
    return {"sidebar": shown, **composer(client, files, prompt=written)}


async def saved_chat(user: User, client: ChatClient, chat_id: str) -> dict[str, Any]:
    """A chat that is there: what the upstream has of it, and the replies that are not (or not whole) upstream.

    Raises NotFound if there is neither."""
    if "\0" in chat_id:
        raise NotFound  # no database looks for it
    latest = await reader.latest(user, chat_id)  # before the turns: what begins meanwhile is not taken for shown
    shown, chat, files, replies, written = await asyncio.gather(
        sidebar.load(user, client, current=chat_id),
        _temporary_or_none(user, chat_id) if is_temporary(chat_id) else _chat_or_none(client, chat_id),
        attached_files(user, chat_id),
        reader.kept(user, chat_id),
        draft(user, chat_id),
    )
    unsaved = [reply for reply in replies if is_temporary(chat_id) or reply.status != Reply.Status.FINISHED]
    if chat is None and (not unsaved or is_temporary(chat_id)):
        raise NotFound
    chat = chat or Chat(chat_id)
    entries = {reply.id: await reader.entries(reply) for reply in unsaved if not reply.is_running}
    names = {file.upstream_id: file.name for file in files}
    turns = await sync_to_async(_turn_views, thread_sensitive=False)(chat.turns, replies, entries, names)
    running = [reply for reply in unsaved if reply.is_running]
    return {
        "sidebar": shown,
        "chat": chat,
        "turns": turns,
        "running": running[0] if running else None,
        "waiting": [await waiting_turn(reply) for reply in running[1:]],
        "latest": latest,
        **composer(client, files, chat_id, prompt=written, application=_application(chat)),
    }


async def waiting_turn(reply: Reply) -> TurnView:
    """A message that waits for the reply above it."""
    state = ReplyState(str(reply.id), reply.prompt)
    state.add(Waiting("turn"))
    return TurnView(state, await reader.files(reply))


async def _chat_or_none(client: ChatClient, chat_id: str) -> Chat | None:
    try:
        return await client.chat(chat_id)
    except NotFound:
        return None


async def _temporary_or_none(user: User, chat_id: str) -> Chat | None:
    return Chat(chat_id, "Temporary chat") if await temporary.stay(user, chat_id) else None


def _turn_views(
    turns: Sequence[Turn],
    replies: Sequence[Reply],
    entries: Mapping[UUID, Sequence[Entry]],
    names: Mapping[str, str],
) -> list[TurnView]:
    """The turns in their order. A reply of which we have the `entries` is shown by them: they are what its reader saw,
    and the upstream may have saved less, more or nothing. One that is being written is not among them.

    For a thread of its own: a long chat takes a tenth of a second to render."""
    owners = [reader.reply_of(turn, replies) for turn in turns]
    unknown = deque(reply for reply in replies if reply not in owners)  # to the upstream
    views = []
    for number, (turn, reply) in enumerate(zip(turns, owners, strict=True), start=1):
        while unknown and turn.asked and unknown[0].created_at < turn.asked:
            views.append(_reply_view(unknown.popleft(), entries))
        saved = _saved_view(number, turn, names)
        is_ours = reply and reply.status != Reply.Status.FINISHED
        ours = _reply_view(reply, entries) if reply and is_ours else saved
        if ours and reply and reply.status == Reply.Status.INTERRUPTED and _said_more(saved, ours):
            ours = _saved_view(number, turn, names, SAVED_MORE)
        views.append(ours)
    views += [_reply_view(reply, entries) for reply in unknown]
    return [view for view in views if view]


def _said_more(saved: TurnView, ours: TurnView) -> bool:
    return saved.reply.ended == FINISHED and saved.reply.length > ours.reply.length


def _reply_view(reply: Reply, entries: Mapping[UUID, Sequence[Entry]]) -> TurnView | None:
    """None for one that is being written, or is the upstream's to show."""
    if reply.id not in entries:
        return None
    return TurnView(fold(str(reply.id), reply.prompt, entries[reply.id]))


def _saved_view(number: int, turn: Turn, names: Mapping[str, str], ended: Ended = FINISHED) -> TurnView:
    if turn.failure:
        ended = Ended("failed", ReplyFailed.sentence, ReplyFailed.advice)
    files = tuple(ChatFile(file.id, file.name or names.get(file.id, "")) for file in turn.files)
    return TurnView(fold(f"t{number}", turn.prompt, [*turn.reply, ended]), files)


async def attached_files(user: User, chat_id: str) -> list[AttachedFile]:
    """The user's files of a chat, or of the chat not begun yet, in the order they came."""
    return [file async for file in AttachedFile.objects.filter(user=user, chat_id=chat_id, deletion=None)]


def _application(chat: Chat) -> str:
    """The application that a saved chat goes on with; one that is not configured any more is not asked."""
    return chat.application_id if chat.application_id in settings.APPLICATIONS else ""


async def draft(user: User, chat_id: str) -> str:
    """What the user has typed in a chat, or in the one not begun yet, and not sent."""
    return await Draft.objects.filter(user=user, chat_id=chat_id).values_list("text", flat=True).afirst() or ""


def composer(
    client: ChatClient,
    files: Sequence[AttachedFile],
    chat_id: str = "",
    form: PromptForm | None = None,
    **initial: str,
) -> dict[str, Any]:
    """The form a message is written in; `files` are all of the chat, and those not sent yet go along."""
    return {
        "form": form or PromptForm(capabilities=client.capabilities, initial=initial),
        "files": files,
        "chat_id": chat_id,
        "is_temporary": is_temporary(chat_id),
        "send_key": uuid4().hex,
        "capabilities": client.capabilities,
    }
