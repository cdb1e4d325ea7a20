"""What a user notes about chats. Whoever calls has made sure that the chat is this user's."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from webchat.models import ChatNote, User

KEPT = timedelta(days=7)  # a list may lack a chat for a while: one just begun, one of an upstream in trouble


async def up_to_date(user: User, listed: Collection[str]) -> dict[str, ChatNote]:
    """The user's notes by the id of their chat, once the upstream has listed the ids of all chats. What it no longer
    knows is forgotten, but not at once."""
    now = timezone.now()
    mine = ChatNote.objects.filter(user=user)
    notes = {note.chat_id: note async for note in mine}
    missing = [note.pk for note in notes.values() if note.chat_id not in listed and not note.missing_since]
    back = [note.pk for note in notes.values() if note.chat_id in listed and note.missing_since]
    forgotten = [note.pk for note in notes.values() if note.chat_id not in listed and note.is_missing_since(now - KEPT)]
    if missing:
        await mine.filter(pk__in=missing).aupdate(missing_since=now)
    if back:
        await mine.filter(pk__in=back).aupdate(missing_since=None)
    if forgotten:
        await mine.filter(pk__in=forgotten).adelete()
    return notes


async def of(user: User, chat_id: str) -> ChatNote:
    """What is noted about this chat; an empty note, if nothing is."""
    return await ChatNote.objects.filter(user=user, chat_id=chat_id).afirst() or ChatNote(user=user, chat_id=chat_id)


async def name(user: User, chat_id: str, title: str) -> None:
    """Without a title it is called what the upstream calls it."""
    await ChatNote.objects.aupdate_or_create(user=user, chat_id=chat_id, defaults={"title": title})
    await _forget_empty(user, chat_id)


async def pin(user: User, chat_id: str, *, pinned: bool) -> None:
    await ChatNote.objects.aupdate_or_create(user=user, chat_id=chat_id, defaults={"is_pinned": pinned})
    await _forget_empty(user, chat_id)


async def judge(user: User, chat_id: str, token: str, *, helpful: bool) -> None:
    """`token` is that of a reply's feedback."""
    note, _ = await ChatNote.objects.aget_or_create(user=user, chat_id=chat_id)
    note.helpful[token] = helpful
    await note.asave(update_fields=["helpful"])


async def _forget_empty(user: User, chat_id: str) -> None:
    await ChatNote.objects.filter(user=user, chat_id=chat_id, title="", is_pinned=False, helpful={}).adelete()
