"""The list of saved chats, and one chat of it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db.models import Max
from django.utils import timezone

from webchat.chats import notes, titles
from webchat.deletions import store
from webchat.models import ChatNote, User, is_temporary
from webchat.replies import reader
from webchat.replies.database import in_database
from webchat.upstream.errors import NotFound
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import ChatSummary

RECENT = 10.0  # seconds; a search asks at every letter, and the upstream takes its time to list thousands of chats

State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the upstream lists for a user, or is about to."""

    asked_at: float
    state: State  # as whom it is asked, and what goes on here: a list of another state is not that of now
    chats: "asyncio.Task[tuple[ChatSummary, ...]]"

    @property
    def is_recent(self) -> bool:
        failed = self.chats.done() and (self.chats.cancelled() or self.chats.exception())
        return not failed and monotonic() - self.asked_at <= RECENT


_listings: dict[int, _Listing] = {}  # the last one of each user


@dataclass(frozen=True, slots=True)
class SavedChat:
    """A chat as its user has it."""

    id: str
    title: str = ""  # the user's own, else the upstream's, else how its first prompt begins
    upstream_title: str = ""
    updated: datetime | None = None
    is_pinned: bool = False
    is_writing: bool = False  # a reply, in this moment


async def chats(
    user: User, client: ChatClient, *, recent: bool = False, patience: float | None = None
) -> list[SavedChat]:
    """All of them: those that are pinned, then the others, each the one changed last first. One that is just being
    begun is among them, whether the upstream lists it yet or not; one that is deleted is not. If it may be a `recent`
    list, what the upstream listed a few seconds ago is good enough, unless its user has changed something since.
    Raises TimeoutError if the upstream takes longer than `patience`, in seconds."""
    hidden = await store.hidden(user)  # first: what the upstream lists after that and has then deleted is still hidden
    state = (client, hidden.chat_ids, *await _latest_times(user))
    async with asyncio.timeout(patience):
        listed = await _listed(user, client, state, recent=recent)
    running = [reply for reply in await reader.running(user) if not is_temporary(reply.chat_id)]
    prompts = {reply.chat_id: reply.prompt for reply in reversed(running)}
    begun = prompts.keys() - {chat.id for chat in listed}
    everything = [*(ChatSummary(chat_id, updated=timezone.now()) for chat_id in prompts if chat_id in begun), *listed]
    noted = await notes.up_to_date(user, {chat.id for chat in everything})
    found = [_saved(chat, noted.get(chat.id), prompts.get(chat.id)) for chat in hidden.without(everything)]
    return sorted(found, key=lambda chat: not chat.is_pinned)


@in_database
def _latest_times(user: User) -> tuple[datetime | None, ...]:
    """When a reply was asked for last, when one ended, and when the user's own account was connected."""
    latest = (Max("replies__created_at"), Max("replies__ended_at"), Max("credential__connected_at"))
    return tuple(User.objects.filter(pk=user.pk).aggregate(*latest).values())


async def _listed(user: User, client: ChatClient, state: State, *, recent: bool) -> tuple[ChatSummary, ...]:
    """Whoever gives up waiting leaves the question to those who ask next."""
    for old in [owner for owner, listing in _listings.items() if not listing.is_recent]:
        del _listings[old]
    listing = _listings.get(user.pk)
    if listing is None or listing.state != state or not recent:
        listing = _listings[user.pk] = _Listing(monotonic(), state, asyncio.create_task(client.chats()))
        listing.chats.add_done_callback(_look_at)
    return await asyncio.shield(listing.chats)


def _look_at(task: "asyncio.Task[Any]") -> None:
    """Whoever waits is told what went wrong; if nobody does, there is nobody to tell."""
    if not task.cancelled():
        task.exception()


def forget(user: User) -> None:
    """What was listed a few seconds ago: the user may be somebody else upstream now."""
    _listings.pop(user.pk, None)


async def chat(user: User, client: ChatClient, chat_id: str) -> SavedChat:
    """The one of that id. Raises NotFound if this user has none."""
    for recent in (True, False):
        for each in await chats(user, client, recent=recent):
            if each.id == chat_id:
                return each
    raise NotFound


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
