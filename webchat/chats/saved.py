"""The list of saved chats, and one chat of it."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils import timezone

from webchat.chats import notes, titles
from webchat.deletions import store
from webchat.models import ChatNote, User, is_temporary
from webchat.replies import reader
from webchat.upstream.errors import NotFound
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import ChatSummary

RECENT = 10.0  # seconds; a search asks at every letter, and the upstream takes its time to list thousands of chats
_lists: dict[int, tuple[float, tuple[ChatSummary, ...]]] = {}


@dataclass(frozen=True, slots=True)
class SavedChat:
    """A chat as its user has it."""

    id: str
    title: str = ""  # the user's own, else the upstream's, else how its first prompt begins
    upstream_title: str = ""
    updated: datetime | None = None
    is_pinned: bool = False
    is_writing: bool = False  # a reply, in this moment


async def chats(user: User, client: ChatClient, *, recent: bool = False) -> list[SavedChat]:
    """All of them: those that are pinned, then the others, each the one changed last first. One that is just being
    begun is among them, whether the upstream lists it yet or not; one that is deleted is not. If it may be a `recent`
    list, what the upstream listed a few seconds ago is good enough."""
    hidden = await store.hidden(user)  # first: what the upstream lists after that and has then deleted is still hidden
    listed = await _listed(user, client, recent=recent)
    running = [reply for reply in await reader.running(user) if not is_temporary(reply.chat_id)]
    prompts = {reply.chat_id: reply.prompt for reply in reversed(running)}
    begun = prompts.keys() - {chat.id for chat in listed}
    everything = [*(ChatSummary(chat_id, updated=timezone.now()) for chat_id in prompts if chat_id in begun), *listed]
    noted = await notes.up_to_date(user, {chat.id for chat in everything})
    found = [_saved(chat, noted.get(chat.id), prompts.get(chat.id)) for chat in hidden.without(everything)]
    return sorted(found, key=lambda chat: not chat.is_pinned)


async def _listed(user: User, client: ChatClient, *, recent: bool) -> tuple[ChatSummary, ...]:
    for old in [owner for owner, (had, _) in _lists.items() if monotonic() - had > RECENT]:
        del _lists[old]
    if not recent or user.pk not in _lists:
        listed = await client.chats()
        _lists[user.pk] = monotonic(), listed
    return _lists[user.pk][1]


async def chat(user: User, client: ChatClient, chat_id: str) -> SavedChat:
    """The one of that id. Raises NotFound if this user has none."""
    found = next((each for each in await chats(user, client) if each.id == chat_id), None)
    if found is None:
        raise NotFound
    return found


def _saved(chat: ChatSummary, note: ChatNote | None, prompt: str | None) -> SavedChat:
    """`prompt` is what a reply is being written to."""
    return SavedChat(
        id=chat.id,
        title=(note and note.title) or chat.title or titles.beginning(prompt or ""),
        upstream_title=chat.title,
        updated=chat.updated,
        is_pinned=note is not None and note.is_pinned,
        is_writing=prompt is not None,
    )
