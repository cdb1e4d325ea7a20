"""What the conversation page shows: the sidebar, the turns, the composer and its files."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from webchat.chats import content, notes, titles
from webchat.chats.saved import SavedChat
from webchat.deletions import store
from webchat.forms.messages import PromptForm
from webchat.models import AttachedFile, Draft, Reply, User, is_temporary
from webchat.rendering.html import TurnView
from webchat.rendering.reply import ReplyState, Waiting
from webchat.replies import reader
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import Chat
from webchat.views import assistants, sidebar
from webchat.views.assistants import Assistant

TURNS = 20  # that come at once; the ones before them when they are asked for


@dataclass(frozen=True, slots=True)
class Span:
    """Turns of a chat, counted from 1; without an end, or a beginning, the latest."""

    first: int | None = None
    last: int | None = None


LATEST = Span()


async def page(user: User, client: ChatClient, chat_id: str, reply: Reply | None = None) -> dict[str, Any]:
    """The chat of that id, but for the turn of this reply; with an empty id, a chat that begins with it, if at all."""
    if chat_id:
        return await saved_chat(user, client, chat_id, without=reply)
    choice = reply.choice if reply else {}
    return await new_chat(user, client, assistants.asked(client, choice), choice)


async def new_chat(
    user: User,
    client: ChatClient,
    chosen: Awaitable[Assistant | None],
    choice: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """A chat that is not begun yet, with whom was chosen."""
    shown, files, written, assistant = await asyncio.gather(
        sidebar.load(user, client), content.files(user, ""), _draft(user, ""), chosen
    )
    return {"sidebar": shown, **composer(client, files, assistant=assistant, prompt=written, **choice)}


async def saved_chat(
    user: User, client: ChatClient, chat_id: str, span: Span = LATEST, without: Reply | None = None
) -> dict[str, Any]:
    """A chat that is there: the turns of this span, but for that of a reply. Raises NotFound."""
    latest = await reader.latest(user, chat_id)  # before the turns: what begins meanwhile is not taken for shown
    shown, found, written, assistant = await asyncio.gather(
        sidebar.load(user, client, current=chat_id),
        content.load(user, client, chat_id),
        _draft(user, chat_id),
        assistants.asked(client, latest.choice if latest else {}),
    )
    choice = choice_of(client, found.chat, latest)
    assistant = assistant or await assistants.asked(client, choice)
    places = [place for place in found.places if without is None or place.reply != without]
    latest_page = max(1, len(places) - TURNS + 1)
    first = min(span.first or latest_page, latest_page)
    running = [reply for reply in found.unsaved if reply.is_running]
    return {
        "sidebar": shown,
        "chat": found.chat,
        "saved": shown.open or await _unlisted(user, found.chat, found.unsaved),
        "turns": await found.views(places[first - 1 : span.last]),
        "first": first,
        "earlier": max(1, first - TURNS),
        "running": running[0] if running else None,
        "waiting": [await waiting_turn(reply) for reply in running[1:]],
        "latest": latest,
        **composer(client, found.files, chat_id, assistant=assistant, prompt=written, **choice),
    }


async def is_gone(user: User, client: ChatClient, shown: sidebar.Sidebar) -> bool:
    """Whether the chat beside this list is there no more. A list may lack one for a while, and one that could not be
    had says nothing."""
    if shown.error or shown.open or is_temporary(shown.current):
        return False
    if shown.current in (await store.hidden(user)).chat_ids:
        return True
    if any(reply.status != Reply.Status.FINISHED for reply in await reader.kept(user, shown.current)):
        return False
    return await content.chat_or_none(user, client, shown.current) is None


async def waiting_turn(reply: Reply) -> TurnView:
    """A message that waits for the reply above it."""
    state = ReplyState(str(reply.id), reply.prompt)
    state.add(Waiting("turn"))
    return TurnView(state, await reader.files(reply))


def composer(
    client: ChatClient,
    files: Sequence[AttachedFile],
    chat_id: str = "",
    form: PromptForm | None = None,
    assistant: Assistant | None = None,
    **initial: Any,
) -> dict[str, Any]:
    """The form a message is written in; `files` are all of the chat, and those not sent yet go along."""
    if assistant:
        initial[assistant.kind] = assistant.id
    form = form or PromptForm(capabilities=client.capabilities, initial=initial)
    return {
        "assistant": assistant,
        "can_choose": assistants.can_choose(client),
        "form": form,
        "files": files,
        "chat_id": chat_id,
        "is_temporary": is_temporary(chat_id),
        "send_key": uuid4().hex,
        "capabilities": client.capabilities,
        "is_begun": bool(chat_id or form["after"].value()),
    }


async def _unlisted(user: User, chat: Chat, unsaved: Sequence[Reply]) -> SavedChat:
    """A chat that is there, and not in the list, or the list is not there yet."""
    prompts = [turn.prompt for turn in chat.turns[:1]] or [reply.prompt for reply in unsaved[:1]]
    title = chat.title or titles.beginning("".join(prompts))
    note = await notes.of(user, chat.id)
    return SavedChat(chat.id, note.title or title, chat.title, is_pinned=note.is_pinned)


def choice_of(client: ChatClient, chat: Chat, latest: Reply | None) -> dict[str, Any]:
    """How a chat goes on: as it was asked last, else with its application, as far as both are still there; and with
    what was settled for it."""
    choice = latest.choice if latest and latest.choice else {"application": chat.application_id}
    choice = {**choice, **(asdict(chat.settings) if chat.settings else {})}
    there = {"application": assistants.application_ids(client), "mode": client.capabilities.modes}
    return {name: value for name, value in choice.items() if value in there.get(name, (value,))}


async def _draft(user: User, chat_id: str) -> str:
    """What the user has typed in a chat, or in the one not begun yet, and not sent."""
    return await Draft.objects.filter(user=user, chat_id=chat_id).values_list("text", flat=True).afirst() or ""
