"""The list of saved chats beside every conversation, a page at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from webchat.chats import saved, titles
from webchat.chats.saved import SavedChat
from webchat.deletions import store
from webchat.forms.chats import Wish
from webchat.models import Deletion, User
from webchat.replies import unread
from webchat.upstream.errors import NotConnected, UpstreamError
from webchat.upstream.protocol import ChatClient

PATIENCE = 0.5  # seconds that a page waits for the list beside what it shows


@dataclass(frozen=True, slots=True)
class Group:
    """Chats of the same age, under their heading."""

    title: str
    chats: Sequence[SavedChat]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidebar:
    """One page of the list. `count` is that of all chats that match, `older` the id of the page's last chat if more
    follow; `unread` has the ids of chats in which a reply ended while nobody looked."""

    wish: Wish
    groups: Sequence[Group] = ()
    count: int = 0
    older: str = ""
    unread: frozenset[str] = frozenset()
    current: str = ""  # the id of the chat beside it
    open: SavedChat | None = None  # that chat, if it is a saved one
    deletion: Deletion | None = None  # what can be undone
    error: UpstreamError | None = None
    is_late: bool = False  # the page did not wait for the list: it has to ask for it

    @property
    def is_first(self) -> bool:
        return not self.wish.after

    @property
    def address(self) -> str:
        """Of the list from its beginning, as it is asked for without choosing."""
        return self._address()

    @property
    def address_of_all(self) -> str:
        """Of all that match, with their boxes ticked."""
        return self._address(select="all")

    @property
    def address_of_older(self) -> str:
        return self._address(after=self.older, **({"select": ""} if self.wish.selecting else {}))

    def _address(self, **query: str) -> str:
        search = {"q": self.wish.query} if self.wish.query else {}
        return reverse("chats", query=search | query)


async def load(
    user: User, client: ChatClient, *, current: str = "", wish: Wish | None = None, recent: bool = False
) -> Sidebar:
    """A list that cannot be had is told in its place: the rest of the page does not depend on it. Without a wish it is
    the one beside a page, which does not wait for it for long. `recent`: it may be the one of a moment ago."""
    patience, wish = (None, wish) if wish else (PATIENCE, Wish())
    unseen, hidden = await unread.chats(user), await store.hidden(user)
    try:
        chats = await saved.chats(user, client, recent=recent, patience=patience)
    except TimeoutError:
        return Sidebar(wish=wish, unread=unseen, current=current, deletion=hidden.last, is_late=True)
    except NotConnected:  # nor could the rest be had
        raise
    except UpstreamError as error:
        return Sidebar(wish=wish, unread=unseen, current=current, deletion=hidden.last, error=error)
    words = titles.words(wish.query)
    found = [chat for chat in chats if titles.matches(chat.title, words)] if words else chats
    page = _page(found, wish)
    return Sidebar(
        wish=wish,
        groups=grouped(page, timezone.localdate()),
        count=len(found),
        older=page[-1].id if page and page[-1] is not found[-1] else "",
        unread=unseen,
        current=current,
        deletion=hidden.last,
        open=next((chat for chat in chats if chat.id == current), None),
    )


def _page(chats: Sequence[SavedChat], wish: Wish) -> Sequence[SavedChat]:
    """After a chat that is gone comes nothing: what follows it has been shown, or will be with the next whole list."""
    if wish.chosen:
        return chats
    start = next((n for n, chat in enumerate(chats, start=1) if chat.id == wish.after), len(chats)) if wish.after else 0
    return chats[start : start + wish.shown]


def grouped(chats: Iterable[SavedChat], today: date) -> list[Group]:
    """Chats in their order, under Pinned, Today, Yesterday, Previous 7 days, and then their months."""
    age = cache(partial(_age, today=today))  # thousands of chats share some hundred days
    return [
        Group(title, list(run))
        for title, run in groupby(chats, key=lambda chat: gettext("Pinned") if chat.is_pinned else age(_day(chat)))
    ]


def _day(chat: SavedChat) -> date | None:
    return timezone.localtime(chat.updated).date() if chat.updated else None


def _age(day: date | None, today: date) -> str:
    if day is None:
        return gettext("Older")
    if day >= today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    if day >= today - timedelta(days=7):
        return gettext("Previous 7 days")
    return date_format(day, "YEAR_MONTH_FORMAT")
