"""What is in a chat: what the upstream has of it, and the replies that are not, or not whole, upstream."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from asgiref.sync import sync_to_async
from django.utils.translation import gettext, gettext_noop

from webchat.chats import notes
from webchat.models import AttachedFile, Reply, User, is_temporary
from webchat.rendering.html import TurnView
from webchat.rendering.reply import Abilities, Ended, Entry, fold
from webchat.replies import reader, run, store, temporary
from webchat.upstream.errors import NotFound, ReplyFailed
from webchat.upstream.protocol import Capabilities, ChatClient
from webchat.upstream.types.replies import FollowUps
from webchat.upstream.types.saved import Chat, ChatFile, Turn

FINISHED = Ended()
UNSAVED = Turn("")
# The upstream may have gone on when our process died. Glean marks no saved answer as whole.
SAVED_MORE = Ended(
    "interrupted", advice=gettext_noop("This is what the assistant saved. If something is missing, try again.")
)


@dataclass(frozen=True, slots=True)
class Place:
    """A turn of a chat: what the upstream saved of it, our reply, or both."""

    number: int = 0  # among the saved ones
    turn: Turn = UNSAVED
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Content:
    chat: Chat
    files: Sequence[AttachedFile]
    places: Sequence[Place]  # of the turns in their order, without what is being written
    unsaved: Sequence[Reply]  # not upstream, or not whole, oldest first
    helpful: Mapping[str, bool]  # what its user said of its replies, by their feedback tokens
    capabilities: Capabilities  # of the chat API

    async def views(self, places: Sequence[Place]) -> list[TurnView]:
        """Some of its turns, to be shown."""
        entries = await reader.entries_of([place.reply for place in places if place.reply])
        names = {file.upstream_id: file.name for file in self.files}
        views = await sync_to_async(_views, thread_sensitive=False)(places, entries, names)
        for place, view in zip(places, views, strict=True):
            view.reply.chat_id = self.chat.id  # what can be done with a turn names its chat
            view.reply.abilities = self._abilities(place)
            view.reply.helpful = self.helpful.get(view.reply.feedback_token)
        return views

    def _abilities(self, place: Place) -> Abilities:
        can, turn = self.capabilities, place.turn
        is_first = place.number == 1 or place is self.places[0]
        return Abilities(
            edit=(can.history or is_first) and _missing(turn) != "prompt",
            delete_prompt=can.delete_message and bool(turn.prompt_id),
            delete_reply=can.delete_message and bool(turn.reply_id),
            cite=can.citations,
        )


async def load(user: User, client: ChatClient, chat_id: str) -> Content:
    """Raises NotFound if there is nothing of it, neither upstream nor here."""
    begun = await reader.begun(user)  # before the upstream is asked: it knows of a chat a moment before we do
    chat, attached, replies, note = await asyncio.gather(
        chat_or_none(user, client, chat_id), files(user, chat_id), reader.kept(user, chat_id), notes.of(user, chat_id)
    )
    if chat and not replies:
        replies = _begun_with(chat, begun)
    unsaved = [reply for reply in replies if is_temporary(chat_id) or reply.status != Reply.Status.FINISHED]
    if chat is None and (not unsaved or is_temporary(chat_id)):
        raise NotFound
    chat = chat or Chat(chat_id)
    named = replace(chat, title=note.title or chat.title)
    places = _places(chat.turns, replies, unsaved)
    return Content(named, attached, places, unsaved, note.helpful, client.capabilities)


async def chat_or_none(user: User, client: ChatClient, chat_id: str) -> Chat | None:
    if is_temporary(chat_id):
        return Chat(chat_id, gettext("Temporary chat")) if await temporary.stay(user, chat_id) else None
    try:
        return await client.chat(chat_id)
    except NotFound:
        return None


async def files(user: User, chat_id: str) -> list[AttachedFile]:
    """The user's files of a chat, or of the chat not begun yet, in the order they came. Those of a reply that failed
    go along with the next message, whether the database knows of its end already or not."""
    found = [file async for file in AttachedFile.objects.filter(user=user, chat_id=chat_id, deletion=None)]
    for file in found:
        here = run.here().get(file.sent_with) if file.sent_with else None
        if here and here.log.ended and here.log.ended.status in store.GIVES_BACK:
            file.sent_with = None
    return found


def views_of(turns: Sequence[Turn]) -> list[TurnView]:
    """Saved turns by themselves, as a chat begins with them that is not known yet."""
    return [_saved_view(Place(number, turn), {}) for number, turn in enumerate(turns, start=1)]


def _begun_with(chat: Chat, begun: Sequence[Reply]) -> list[Reply]:
    """The reply that has begun this chat, if it is one of those."""
    found = [reader.reply_of(turn, begun) for turn in chat.turns[-1:]]
    return [reply for reply in found if reply]


def _places(turns: Sequence[Turn], replies: Sequence[Reply], unsaved: Sequence[Reply]) -> list[Place]:
    owners = [reader.reply_of(turn, replies) for turn in turns]
    unknown = deque(reply for reply in unsaved if reply not in owners and not reply.is_running)  # to the upstream
    places = []
    for number, (turn, reply) in enumerate(zip(turns, owners, strict=True), start=1):
        while unknown and turn.asked and unknown[0].created_at < turn.asked:
            places.append(Place(reply=unknown.popleft()))
        if reply is None or not reply.is_running:
            places.append(Place(number, turn, reply))
    return places + [Place(reply=reply) for reply in unknown]


def _views(
    places: Sequence[Place], entries: Mapping[UUID, Sequence[Entry]], names: Mapping[str, str]
) -> list[TurnView]:
    """For a thread of its own: a long chat takes a tenth of a second to render."""
    views = [_view(place, entries, names) for place in places]
    for view in views[:-1]:
        view.reply.follow_ups = ()  # the chat has gone on
    return views


def _view(place: Place, entries: Mapping[UUID, Sequence[Entry]], names: Mapping[str, str]) -> TurnView:
    """A reply that did not finish is shown by its entries: they are what its reader saw, and the upstream may have
    saved less, more or nothing."""
    reply = place.reply
    ours = entries.get(reply.id, ()) if reply else ()
    is_saved = place.number and not (_missing(place.turn) == "reply" and ours)
    if reply is None or (is_saved and reply.status == Reply.Status.FINISHED):
        return _saved_view(place, names, ours)
    seen = TurnView(fold(str(reply.id), reply.prompt, ours), asked=reply.created_at)
    if reply.status == Reply.Status.INTERRUPTED and _said_more(_saved_view(place, names), seen):
        return _saved_view(place, names, [SAVED_MORE])
    return seen


def _said_more(saved: TurnView, seen: TurnView) -> bool:
    return saved.reply.ended == FINISHED and saved.reply.length > seen.reply.length


def _saved_view(place: Place, names: Mapping[str, str], ours: Sequence[Entry] = ()) -> TurnView:
    """With what the upstream does not save, if we still have it: how long it took, and what to ask next."""
    turn = place.turn
    told: list[Entry] = [entry for entry in ours if isinstance(entry, FollowUps | Ended)]
    if turn.failure:
        told = [Ended("failed", ReplyFailed.sentence, ReplyFailed.advice)]
    files = tuple(ChatFile(file.id, file.name or names.get(file.id, "")) for file in turn.files)
    reply = fold(f"t{place.number}", turn.prompt, [*turn.reply, *told])
    reply.missing = _missing(turn)
    return TurnView(reply, files, turn.asked)


def _missing(turn: Turn) -> Literal["prompt", "reply", ""]:
    """Which of the two messages is not there, where each has an id of its own."""
    match bool(turn.prompt_id), bool(turn.reply_id):
        case True, False:
            return "reply"
        case False, True:
            return "prompt"
    return ""
