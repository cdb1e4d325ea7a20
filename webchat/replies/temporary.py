"""Temporary chats: they live in the rows of their replies and nowhere else, and are deleted when they are left or not
used for an hour."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from webchat.models import AttachedFile, ChatNote, Deletion, Reply, TemporaryChat, User
from webchat.replies import history
from webchat.replies.codec import decode
from webchat.replies.database import in_database
from webchat.upstream.types.replies import Retried, TextDelta
from webchat.upstream.types.saved import ChatFile, Turn

RETURN = timedelta(seconds=30)  # a reload leaves the page too, and comes back; longer than a page asks what is new


@in_database
def stay(user: User, chat_id: str) -> bool:
    """A page shows the chat. False if there is no such chat of this user, or not any more."""
    chats = TemporaryChat.objects.filter(user=user, id=chat_id)
    chats.exclude(left_at=None).update(left_at=None)
    return chats.exists()


@in_database
def leave(user: User, chat_id: str) -> None:
    """The page that showed the chat has gone. If no page comes back to it, it is deleted."""
    TemporaryChat.objects.filter(user=user, id=chat_id).update(left_at=timezone.now())


@in_database
def leave_all(user: User) -> None:
    """The user has signed out: their temporary chats are deleted at once."""
    _delete(TemporaryChat.objects.filter(user=user))


@in_database
def sweep() -> None:
    """Delete what was left, and what nobody has used for an hour."""
    now = timezone.now()
    is_unused = Q(used_at__lt=now - timedelta(seconds=settings.REPLIES_KEPT))
    _delete(TemporaryChat.objects.filter(is_unused | Q(left_at__lt=now - RETURN)).select_related("user"))


def _delete(chats: QuerySet[TemporaryChat]) -> None:
    """With all that was said in them. A process that still writes a reply of them finds its row gone, and stops."""
    for chat in chats:
        of_it = Q(user=chat.user, chat_id=chat.id)
        with transaction.atomic():
            files = AttachedFile.objects.filter(of_it, deletion=None)
            if files.exists():  # the upstream has them, and nothing that would take them away with it
                files.update(deletion=Deletion.objects.create(user=chat.user, due_at=timezone.now(), tries=1))
            Reply.objects.filter(of_it).delete()
            ChatNote.objects.filter(of_it).delete()
            chat.delete()


@in_database
def before(reply: Reply, most: int) -> tuple[Turn, ...]:
    """What was said in the chat before this message, oldest first: the last turns that have at most `most` characters
    together."""
    earlier = Reply.objects.filter(user=reply.user_id, chat_id=reply.chat_id, created_at__lt=reply.created_at)
    turns = map(_turn, earlier.order_by("-created_at").iterator())
    return history.latest((turn for turn in turns if turn.reply), most)


def _turn(reply: Reply) -> Turn:
    entries = map(decode, reply.events.values_list("entry", flat=True))
    said = tuple(entry for entry in entries if isinstance(entry, TextDelta | Retried))
    files = AttachedFile.objects.filter(sent_with=reply.id)
    return Turn(reply.prompt, tuple(ChatFile(file.upstream_id, file.name) for file in files), reply=said)
