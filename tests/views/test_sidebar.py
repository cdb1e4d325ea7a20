from datetime import UTC, date, datetime, timedelta

import pytest

from tests.fakes import ScriptedClient, saved_chat
from webchat.chats.saved import SavedChat
from webchat.forms.chats import Wish
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.saved import Chat
from webchat.views import sidebar

TODAY = date(2026, 11, 21)


def changed(days_ago):
    return datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days_ago)


@pytest.mark.parametrize(
    ("days_ago", "title"),
    [
        (0, "Today"),
        (1, "Yesterday"),
        (2, "Previous 7 days"),
        (7, "Previous 7 days"),
        (8, "November 2026"),
        (40, "October 2026"),
    ],
)
def test_chats_stand_under_the_heading_of_their_age(days_ago, title):
    (group,) = sidebar.grouped([SavedChat("c", updated=changed(days_ago))], TODAY)
    assert group.title == title


def test_a_chat_without_a_date_is_older_than_all():
    (group,) = sidebar.grouped([SavedChat("c")], TODAY)
    assert group.title == "Older"


def test_a_clock_that_is_ahead_does_not_make_a_group_of_its_own():
    (group,) = sidebar.grouped([SavedChat("c", updated=changed(-1))], TODAY)
    assert group.title == "Today"


async def test_thousands_of_chats_come_a_page_at_a_time(employee):
    client = ScriptedClient(saved={f"c{n}": saved_chat(f"c{n}") for n in range(120)})
    seen, after, pages = [], "", 0
    while pages == 0 or after:
        page = await sidebar.load(employee, client, wish=Wish(after=after))
        seen += [chat.id for group in page.groups for chat in group.chats]
        after, pages = page.older, pages + 1
    assert pages == 3
    assert seen == [f"c{n}" for n in range(120)]


async def test_a_list_that_cannot_be_had_is_told_and_nothing_else_breaks(employee):
    page = await sidebar.load(employee, ScriptedClient(list_error=Unavailable()), current="c1")
    assert isinstance(page.error, Unavailable)
    assert page.groups == ()


async def test_after_a_chat_that_is_gone_nothing_is_shown_twice(employee):
    client = ScriptedClient(saved={"c1": Chat("c1", "One")})
    page = await sidebar.load(employee, client, wish=Wish(after="gone"))
    assert (page.groups, page.older) == ([], "")
