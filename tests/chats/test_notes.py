from datetime import timedelta

from django.utils import timezone

from webchat.chats import notes
from webchat.models import ChatNote


async def kept(user):
    return {note.chat_id async for note in ChatNote.objects.filter(user=user)}


async def pinned_long_missing(user, chat_id):
    since = timezone.now() - notes.KEPT - timedelta(seconds=1)
    await ChatNote.objects.acreate(user=user, chat_id=chat_id, is_pinned=True, missing_since=since)


async def test_a_chat_has_one_note_whatever_is_noted(employee):
    await notes.name(employee, "c1", "Mine")
    await notes.pin(employee, "c1", pinned=True)
    note = await ChatNote.objects.aget()
    assert (note.title, note.is_pinned) == ("Mine", True)


async def test_a_chat_of_which_nothing_is_noted_has_no_row(employee):
    await notes.name(employee, "c1", "Mine")
    await notes.pin(employee, "c1", pinned=True)
    await notes.name(employee, "c1", "")
    assert await kept(employee) == {"c1"}
    await notes.pin(employee, "c1", pinned=False)
    assert await kept(employee) == set()


async def test_a_chat_of_which_a_reply_was_judged_has_one(employee):
    await notes.judge(employee, "c1", "token", helpful=False)
    await notes.name(employee, "c1", "")
    assert (await notes.of(employee, "c1")).helpful == {"token": False}


async def test_a_chat_that_is_missing_for_a_while_keeps_its_note(employee):
    await notes.pin(employee, "c1", pinned=True)
    await notes.up_to_date(employee, [])
    assert (await ChatNote.objects.aget()).missing_since is not None
    found = await notes.up_to_date(employee, ["c1"])
    assert found["c1"].is_pinned
    assert (await ChatNote.objects.aget()).missing_since is None


async def test_a_chat_that_stays_away_is_forgotten(employee):
    await pinned_long_missing(employee, "c1")
    await notes.up_to_date(employee, ["c2"])
    assert await kept(employee) == set()


async def test_a_chat_that_comes_back_late_is_not_forgotten(employee):
    await pinned_long_missing(employee, "c1")
    await notes.up_to_date(employee, ["c1"])
    assert await kept(employee) == {"c1"}


async def test_a_list_of_one_user_says_nothing_about_the_notes_of_another(employee, stranger):
    await pinned_long_missing(stranger, "c1")
    await notes.up_to_date(employee, [])
    assert await kept(stranger) == {"c1"}
