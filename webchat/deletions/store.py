"""The deletions in the database. Its row locks decide between two who want the same one: a deletion is either undone or
sent, and sent by one process."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from webchat.models import AttachedFile, Deletion, User
from webchat.replies.database import in_database
from webchat.upstream.types.saved import ChatSummary

LEASE = timedelta(seconds=120)  # without a sign of life whoever has claimed a deletion counts as gone


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a user has deleted and the upstream may still have."""

    chat_ids: frozenset[str] = frozenset()
    last: Deletion | None = None  # the one that can be undone

    def without(self, chats: Iterable[ChatSummary]) -> list[ChatSummary]:
        return [chat for chat in chats if chat.id not in self.chat_ids]


async def hidden(user: User) -> Hidden:
    """To be asked before the upstream is: what it still lists after that is not there any more."""
    deletions = [each async for each in Deletion.objects.filter(user=user).prefetch_related("files")]
    chat_ids = frozenset(chat_id for each in deletions for chat_id in each.chat_ids)
    return Hidden(chat_ids, next((each for each in deletions if each.can_be_undone), None))


@in_database
def hide(user: User, chat_ids: Sequence[str] = (), files: Collection[AttachedFile] = (), left: str = "") -> None:
    """Delete these chats and files, in a while. What is hidden already stays as it is."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one delete of a user at a time
        known = {chat_id for each in Deletion.objects.filter(user=user) for chat_id in each.chat_ids}
        more = [chat_id for chat_id in chat_ids if chat_id not in known]
        visible = AttachedFile.objects.filter(id__in=[file.id for file in files], deletion=None)
        if not more and not visible.exists():
            return
        deletion = _undoable(user) or Deletion(user=user)
        deletion.chat_ids += more
        deletion.left = left or deletion.left
        deletion.due_at = timezone.now() + timedelta(seconds=settings.UNDO_SECONDS)
        deletion.save()
        visible.update(deletion=deletion)


@in_database
def undo(user: User, deletion_id: UUID | None = None) -> Deletion | None:
    """Take back this deletion, or whichever can be undone, and tell what it was; None if it is too late."""
    with transaction.atomic():
        deletion = _undoable(user)
        if deletion is None or deletion_id not in {None, deletion.id}:
            return None
        prefetch_related_objects([deletion], "files")
        Deletion.objects.filter(id=deletion.id).delete()
    return deletion


def _undoable(user: User) -> Deletion | None:
    return Deletion.objects.select_for_update().filter(user=user, tries=0).first()


@in_database
def claim(most: int) -> list[Deletion]:
    """Up to so many that are due. They are the caller's for as long as the lease."""
    due = Deletion.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
    if not due.exists():
        return []
    return _claim(due, most)


@in_database
def claim_all_of(user: User) -> list[Deletion]:
    """Due or not, and also what another process sends: to delete twice is to delete."""
    return _claim(Deletion.objects.filter(user=user))


def _claim(wanted: QuerySet[Deletion], most: int | None = None) -> list[Deletion]:
    with transaction.atomic():
        claimed = list(wanted.select_related("user").select_for_update(skip_locked=True, of=("self",))[:most])
        for deletion in claimed:
            deletion.tries += 1
            deletion.due_at = timezone.now() + LEASE
            deletion.save(update_fields=["tries", "due_at"])
    return claimed


@in_database
def has_any(user: User) -> bool:
    return Deletion.objects.filter(user=user).exists()


@in_database
def files(deletion: Deletion) -> list[str]:
    """The upstream's ids of its files."""
    return list(AttachedFile.objects.filter(deletion=deletion).values_list("upstream_id", flat=True))


@in_database
def keep(deletion: Deletion, chat_ids: Sequence[str]) -> None:
    """Only these chats are left of it to be deleted; the lease begins anew."""
    Deletion.objects.filter(id=deletion.id).update(chat_ids=chat_ids, due_at=timezone.now() + LEASE)


@in_database
def postpone(deletion: Deletion, pause: timedelta) -> None:
    Deletion.objects.filter(id=deletion.id).update(due_at=timezone.now() + pause)


@in_database
def finish(deletion: Deletion) -> None:
    """It is done: the upstream has nothing of it any more, and so do we."""
    with transaction.atomic():
        AttachedFile.objects.filter(deletion=deletion).delete()
        Deletion.objects.filter(id=deletion.id).delete()


@in_database
def give_up(deletion: Deletion) -> None:
    """What the upstream still has is shown again."""
    Deletion.objects.filter(id=deletion.id).delete()
