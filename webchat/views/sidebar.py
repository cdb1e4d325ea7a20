"""The list of saved chats beside every conversation, a page at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from webchat.deletions import store
from webchat.models import Deletion, User
from webchat.replies import reader
from webchat.upstream.errors import UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import ChatSummary

PAGE = 50  # chats


@dataclass(frozen=True, slots=True)
class Group:
    """Chats of the same age, under their heading."""

    title: str
    chats: Sequence[ChatSummary]


@dataclass(frozen=True, slots=True)
class Sidebar:
    """One page of the list. `older` is the id of its last chat if more follow, `writing` has the ids of chats in which
    a reply is being written, `deletion` is what can be undone."""

    groups: Sequence[Group] = ()
    writing: frozenset[str] = frozenset()
    older: str = ""
    current: str = ""
    selecting: bool = False
    deletion: Deletion | None = None
    error: UpstreamError | None = None
    is_first: bool = True


async def load(
    user: User, client: ChatClient, *, current: str = "", after: str = "", selecting: bool = False
) -> Sidebar:
    """The page that follows the chat `after`. A list that cannot be had is told in its place: the rest of the page
    does not depend on it."""
    hidden = await store.hidden(user)
    try:
        chats = hidden.without(await client.chats())
    except UpstreamError as error:
        return Sidebar(deletion=hidden.last, error=error, current=current)
    # After a chat that is gone comes nothing: what follows it has been shown, or will be with the next whole list.
    start = next((n for n, chat in enumerate(chats, start=1) if chat.id == after), len(chats)) if after else 0
    page = chats[start : start + PAGE]
    older = page[-1].id if start + PAGE < len(chats) else ""
    groups = group_by_age(page, timezone.localdate())
    writing = frozenset(reply.chat_id for reply in await reader.running(user))
    return Sidebar(groups, writing, older, current, selecting, hidden.last, is_first=not after)


async def chats(user: User, client: ChatClient) -> list[ChatSummary]:
    """The saved chats, without those that are deleted."""
    hidden = await store.hidden(user)  # first: what the upstream lists after that and has then deleted is still hidden
    return hidden.without(await client.chats())


def group_by_age(chats: Iterable[ChatSummary], today: date) -> list[Group]:
    """Chats in their order, under Today, Yesterday, Previous 7 days, and then their months."""
    return [Group(title, list(run)) for title, run in groupby(chats, key=lambda chat: _age(chat.updated, today))]


def _age(changed: datetime | None, today: date) -> str:
    if changed is None:
        return gettext("Older")
    day = timezone.localtime(changed).date()
    if day >= today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    if day >= today - timedelta(days=7):
        return gettext("Previous 7 days")
    return date_format(day, "YEAR_MONTH_FORMAT")
