"""The documents of a user, where files belong to no chat: the upstream knows which there are, wherever they were
uploaded; our rows give each an id of ours, and remember which of them can still be undone."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from webchat.models import AttachedFile, User
from webchat.models.files import OF_ALL_CHATS
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import ChatFile

LONG_AGO = datetime.min.replace(tzinfo=UTC)
FIELDS = ("name", "size", "status", "failure")  # that are the upstream's to say


async def of(user: User, client: ChatClient) -> list[AttachedFile]:
    """As the upstream has them now, the latest first."""
    before = [row.pk async for row in _rows(user)]  # what comes in meanwhile may be missing in the upstream's list
    found = sorted(await client.all_files(), key=lambda file: file.uploaded or LONG_AGO, reverse=True)
    await _rows(user).filter(pk__in=before).exclude(upstream_id__in=[file.id for file in found]).adelete()
    return await keep(user, found)


async def keep(user: User, files: Iterable[ChatFile]) -> list[AttachedFile]:
    """The rows of these files, in their order, but for those that are deleted and can be brought back."""
    told = {file.id: _row(user, file) for file in files if file.id}
    await AttachedFile.objects.abulk_create(told.values(), ignore_conflicts=True)
    rows = {row.upstream_id: row async for row in _rows(user).filter(upstream_id__in=told)}
    changed = [row for row in rows.values() if _update(row, told[row.upstream_id])]
    await AttachedFile.objects.abulk_update(changed, FIELDS)
    return [rows[each] for each in told if each in rows]


def _rows(user: User) -> QuerySet[AttachedFile]:
    return AttachedFile.objects.filter(user=user, chat_id=OF_ALL_CHATS, deletion=None)


def _row(user: User, file: ChatFile) -> AttachedFile:
    return AttachedFile(
        user=user,
        chat_id=OF_ALL_CHATS,
        upstream_id=file.id,
        name=(file.name or gettext("Untitled"))[:255],
        size=file.size or 0,
        status=AttachedFile.Status(file.status),
        failure=file.failure[:60],
    )


def _update(row: AttachedFile, told: AttachedFile) -> bool:
    """Whether anything has changed."""
    changed = [name for name in FIELDS if getattr(row, name) != getattr(told, name)]
    for name in changed:
        setattr(row, name, getattr(told, name))
    return bool(changed)
