"""What the conversation page shows: the sidebar, the turns, the composer and its files."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils.translation import gettext_noop

from webchat.chats import titles
from webchat.chats.saved import SavedChat
from webchat.deletions import store
from webchat.forms.messages import PromptForm
from webchat.models import AttachedFile, Draft, Reply, User, is_temporary
from webchat.rendering.html import TurnView
from webchat.rendering.reply import Ended, Entry, ReplyState, Waiting, fold
from webchat.replies import reader, temporary
from webchat.upstream.errors import NotFound, ReplyFailed
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import Chat, ChatFile, FollowUps, Turn
from webchat.views import sidebar

FINISHED = Ended()
UNSAVED = Turn("")
TURNS = 30  # that come at once; the ones before them when they are asked for
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


async def saved_chat(
    user: User, client: ChatClient, chat_id: str, first: int | None = None, last: int | None = None
) -> dict[str, Any]:
    """A chat that is there: what the upstream has of it, and the replies that are not (or not whole) upstream.

    Raises NotFound if there is neither."""
    if "\0" in chat_id:
        raise NotFound  # no database looks for it
    latest = await reader.latest(user, chat_id)  # before the turns: what begins meanwhile is not taken for shown
    shown, chat, files, replies, written = await asyncio.gather(
        sidebar.load(user, client, current=chat_id),
        _chat_or_none(user, client, chat_id),
        attached_files(user, chat_id),
        reader.kept(user, chat_id),
        draft(user, chat_id),
    )
    unsaved = [reply for reply in replies if is_temporary(chat_id) or reply.status != Reply.Status.FINISHED]
    if chat is None and (not unsaved or is_temporary(chat_id)):
        raise NotFound
    chat = chat or Chat(chat_id)
    places = _places(chat.turns, replies, unsaved)
    latest_page = max(1, len(places) - TURNS + 1)
    first = min(first or latest_page, latest_page)
    shown_places = places[first - 1 : last]
    turns = await _views(chat_id, shown_places, files)
    running = [reply for reply in unsaved if reply.is_running]
    return {
        "sidebar": shown,
        "chat": chat,
        "saved": shown.open or _unlisted(chat, unsaved),
        "turns": turns,
        "first": first,
        "earlier": max(1, first - TURNS),
        "running": running[0] if running else None,
        "waiting": [await waiting_turn(reply) for reply in running[1:]],
        "latest": latest,
        **composer(client, files, chat_id, prompt=written, application=_application(chat)),
    }


async def whole_chat(user: User, client: ChatClient, chat_id: str) -> tuple[Chat, list[TurnView]]:
    """The chat with all its turns but those that are being written. Raises NotFound."""
    if "\0" in chat_id:
        raise NotFound  # no database looks for it
    chat, files, replies = await asyncio.gather(
        _chat_or_none(user, client, chat_id), attached_files(user, chat_id), reader.kept(user, chat_id)
    )
    unsaved = [reply for reply in replies if is_temporary(chat_id) or reply.status != Reply.Status.FINISHED]
    if chat is None and (not unsaved or is_temporary(chat_id)):
        raise NotFound
    chat = chat or Chat(chat_id)
    return chat, await _views(chat_id, _places(chat.turns, replies, unsaved), files)


async def _views(chat_id: str, places: "Sequence[_Place]", files: Sequence[AttachedFile]) -> list[TurnView]:
    entries = await reader.entries_of([place.reply for place in places if place.reply])
    names = {file.upstream_id: file.name for file in files}
    turns = await sync_to_async(_turn_views, thread_sensitive=False)(places, entries, names)
    for turn in turns:
        turn.reply.chat_id = chat_id  # what can be done with a turn names its chat
    return turns


def views_of(turns: Sequence[Turn]) -> list[TurnView]:
    """Saved turns by themselves, as a chat begins with them that is not known yet."""
    return [_saved_view(_Place(number, turn), {}) for number, turn in enumerate(turns, start=1)]


async def is_gone(user: User, client: ChatClient, shown: sidebar.Sidebar) -> bool:
    """Whether the chat beside this list is there no more. A list may lack one for a while, and one that could not be
    had says nothing."""
    if shown.error or shown.open or is_temporary(shown.current):
        return False
    if shown.current in (await store.hidden(user)).chat_ids:
        return True
    if any(reply.status != Reply.Status.FINISHED for reply in await reader.kept(user, shown.current)):
        return False
    return await _chat_or_none(user, client, shown.current) is None


def _unlisted(chat: Chat, unsaved: Sequence[Reply]) -> SavedChat:
    """A chat that is there, and not in the list."""
    prompts = [turn.prompt for turn in chat.turns[:1]] or [reply.prompt for reply in unsaved[:1]]
    return SavedChat(chat.id, chat.title or titles.beginning("".join(prompts)), chat.title)


async def waiting_turn(reply: Reply) -> TurnView:
    """A message that waits for the reply above it."""
    state = ReplyState(str(reply.id), reply.prompt)
    state.add(Waiting("turn"))
    return TurnView(state, await reader.files(reply))


async def _chat_or_none(user: User, client: ChatClient, chat_id: str) -> Chat | None:
    if is_temporary(chat_id):
        return Chat(chat_id, "Temporary chat") if await temporary.stay(user, chat_id) else None
    try:
        return await client.chat(chat_id)
    except NotFound:
        return None


@dataclass(frozen=True, slots=True)
class _Place:
    """A turn of the page: what the upstream saved of it, our reply, or both."""

    number: int = 0  # among the saved ones
    turn: Turn = UNSAVED
    reply: Reply | None = None


def _places(turns: Sequence[Turn], replies: Sequence[Reply], unsaved: Sequence[Reply]) -> list[_Place]:
    """The turns in their order, without what is being written."""
    owners = [reader.reply_of(turn, replies) for turn in turns]
    unknown = deque(reply for reply in unsaved if reply not in owners and not reply.is_running)  # to the upstream
    places = []
    for number, (turn, reply) in enumerate(zip(turns, owners, strict=True), start=1):
        while unknown and turn.asked and unknown[0].created_at < turn.asked:
            places.append(_Place(reply=unknown.popleft()))
        if reply is None or not reply.is_running:
            places.append(_Place(number, turn, reply))
    return places + [_Place(reply=reply) for reply in unknown]


def _turn_views(
    places: Sequence[_Place], entries: Mapping[UUID, Sequence[Entry]], names: Mapping[str, str]
) -> list[TurnView]:
    """For a thread of its own: a long chat takes a tenth of a second to render."""
    views = [_turn_view(place, entries, names) for place in places]
    for view in views[:-1]:
        view.reply.follow_ups = ()  # the chat has gone on
    return views


def _turn_view(place: _Place, entries: Mapping[UUID, Sequence[Entry]], names: Mapping[str, str]) -> TurnView:
    """A reply that did not finish is shown by its entries: they are what its reader saw, and the upstream may have
    saved less, more or nothing."""
    reply = place.reply
    ours = entries.get(reply.id, ()) if reply else ()
    if reply is None or (place.number and reply.status == Reply.Status.FINISHED):
        return _saved_view(place, names, ours)
    seen = TurnView(fold(str(reply.id), reply.prompt, ours), asked=reply.created_at)
    if reply.status == Reply.Status.INTERRUPTED and _said_more(_saved_view(place, names), seen):
        return _saved_view(place, names, [SAVED_MORE])
    return seen


def _said_more(saved: TurnView, seen: TurnView) -> bool:
    return saved.reply.ended == FINISHED and saved.reply.length > seen.reply.length


def _saved_view(place: _Place, names: Mapping[str, str], ours: Sequence[Entry] = ()) -> TurnView:
    """With what the upstream does not save, if we still have it: how long it took, and what to ask next."""
    turn = place.turn
    told: list[Entry] = [entry for entry in ours if isinstance(entry, FollowUps | Ended)]
    if turn.failure:
        told = [Ended("failed", ReplyFailed.sentence, ReplyFailed.advice)]
    files = tuple(ChatFile(file.id, file.name or names.get(file.id, "")) for file in turn.files)
    return TurnView(fold(f"t{place.number}", turn.prompt, [*turn.reply, *told]), files, turn.asked)


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
