"""Who may send, and when: one turn per chat, a rate per user, a number of replies per user. The database decides, so
that it holds for all processes together; whoever decides holds the user's token bucket meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from webchat.models import AttachedFile, Draft, Reply, ReplyEvent, SendRate, TemporaryChat, User
from webchat.replies.database import in_database
from webchat.upstream.types.prompts import Prompt


class LimitReached(Exception):
    """A limit of ours, not of the upstream: what happened and what to do, in plain text, translated where it is
    shown: a reply outlives the request it was asked with, and is read by whoever comes."""

    sentence = ""
    advice = ""


class TooManyReplies(LimitReached):
    sentence = gettext_noop("Too many of your replies are being written.")
    advice = gettext_noop("Wait for one of them, or stop it. Then send this again.")


class AccountDeactivated(LimitReached):
    sentence = gettext_noop("Your account has been deactivated.")
    advice = gettext_noop("Nothing was sent. If you need it, ask an administrator.")


class ServerFull(LimitReached):
    sentence = gettext_noop("This server is writing as many replies as it can.")
    advice = gettext_noop("Send this again in a moment.")


class TemporaryChatGone(LimitReached):
    sentence = "This temporary chat is gone."
    advice = "Nothing was sent. Copy your message into a new chat."


class ReplyTooLong(LimitReached):
    sentence = gettext_noop("This reply became longer than is allowed here.")
    advice = gettext_noop("The part above is kept. Ask for less at once.")


class ReplyTooSlow(LimitReached):
    sentence = gettext_noop("This reply took longer than is allowed here.")
    advice = gettext_noop("The part above is kept. Ask for less at once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it comes in."""

    user: User
    prompt: Prompt
    send_key: str
    files: Sequence[AttachedFile] = ()
    shared: Sequence[AttachedFile] = ()  # of another chat of this user: this one has them too
    after: Reply | None = None  # the reply above it on its page
    choice: Mapping[str, object] = field(default_factory=dict)  # how it asks, for the next one to do the same
    was_draft: bool = False  # it stood in the message box


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a message that came in."""

    reply: Reply
    is_new: bool  # false: this send key was used before, and this is its reply
    go_at: datetime | None = None  # when it may go to the upstream; None: another one of its chat is ahead


@in_database
def admit(message: Message) -> Admission:
    """Keep the message, and say when it may go. Raises AccountDeactivated, TooManyReplies,
    TemporaryChatGone."""
    user, prompt, after = message.user, message.prompt, message.after
    with transaction.atomic():
        bucket = _lock(user.pk)
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            raise AccountDeactivated
        before = list(Reply.objects.filter(Q(send_key=message.send_key) | Q(status=Reply.Status.RUNNING), user=user))
        if known := next((reply for reply in before if reply.send_key == message.send_key), None):
            return Admission(known, is_new=False)
        if len(before) >= settings.REPLIES_PER_USER:
            raise TooManyReplies
        reply = Reply(user=user, send_key=message.send_key, prompt=prompt.text, chat_id=prompt.chat_id)
        reply.choice = dict(message.choice)
        if not prompt.save:
            reply.chat_id = _temporary(user, prompt.chat_id)
        elif after:
            reply.after, reply.chat_id = after.id, prompt.chat_id or after.chat_id or _chat_of(after)
        go_at = None if any(_are_of_one_chat(reply, other) for other in before) else _take_from(bucket)
        if go_at and go_at <= timezone.now():
            reply.sent_at = go_at
        reply.save(force_insert=True)
        if message.was_draft:
            Draft.objects.filter(user=user, chat_id=prompt.chat_id).delete()
        if message.files:
            sent = AttachedFile.objects.filter(id__in=[file.id for file in message.files])
            sent.update(sent_with=reply.id, chat_id=reply.chat_id)
        AttachedFile.objects.bulk_create(file.copied_to(reply) for file in message.shared)
    return Admission(reply, is_new=True, go_at=go_at)


@in_database
def place(reply: Reply) -> datetime | None:
    """When a message that waits may go; None as long as another one of its chat is ahead."""
    if has_to_wait(reply, running(reply.user_id)):
        return None
    with transaction.atomic():
        bucket = _lock(reply.user_id)
        _move_up(reply)
        return None if has_to_wait(reply, running(reply.user_id)) else _take_from(bucket)


@in_database
def send(reply: Reply) -> bool:
    """Whether a message whose time has come may still go: nobody has stopped it or taken it back. From now on it cannot
    be taken back any more, and it knows its chat."""
    with transaction.atomic():
        _lock(reply.user_id)
        _move_up(reply)
        if not reply.is_running or reply.stop_requested:
            return False
        reply.sent_at = timezone.now()
        reply.save(update_fields=["sent_at", "chat_id"])
    return True


@in_database
def hold(reply: Reply) -> None:
    """The upstream did not take it now: it waits again."""
    Reply.objects.filter(id=reply.id).update(sent_at=None)


@in_database
def withdraw(reply: Reply) -> bool:
    """Take back a message that waits: nothing of it is kept. False if it has gone."""
    waiting = Reply.objects.filter(id=reply.id, status=Reply.Status.RUNNING, sent_at=None)
    with transaction.atomic():
        _lock(reply.user_id)
        # Its row stays, for its send key, as that of any reply that is forgotten.
        if not waiting.update(status=Reply.Status.STOPPED, ended_at=timezone.now(), prompt=""):
            return False
        ReplyEvent.objects.filter(reply=reply).delete()
        AttachedFile.objects.filter(sent_with=reply.id).update(sent_with=None)
    return True


@in_database
def stop_all(user: User) -> list[UUID]:
    """Mark all that is being written for the user or waits. Of one who was deactivated before, nothing comes after."""
    with transaction.atomic():
        _lock(user.pk)
        replies = list(running(user.pk).values_list("id", flat=True))
        running(user.pk).update(stop_requested=True)
    return replies


def _lock(user_id: int) -> SendRate:
    return SendRate.objects.select_for_update().get_or_create(user_id=user_id)[0]


def _temporary(user: User, chat_id: str) -> str:
    """The id of the temporary chat that a message is for, a new one if it names none. Raises TemporaryChatGone."""
    chats = TemporaryChat.objects.filter(user=user)
    if not chat_id:
        return chats.create(user=user).id
    if not chats.filter(id=chat_id).update(used_at=timezone.now(), left_at=None):
        raise TemporaryChatGone
    return chat_id


def _chat_of(reply: Reply) -> str:
    """As it is known in this moment. Whoever is about to learn of it waits for us, and then tells what waits for it."""
    return Reply.objects.select_for_update().filter(id=reply.id).values_list("chat_id", flat=True).first() or ""


def _move_up(reply: Reply) -> None:
    """While its chat is not known, a message is behind the one above it on its page. Where that one has ended without a
    chat, taken back for example, it is behind the next one above; where that one knows its chat, so does this."""
    reply.refresh_from_db()
    while reply.after and not reply.chat_id:
        above = Reply.objects.filter(user=reply.user_id, id=reply.after).first()
        if above and above.chat_id:
            reply.chat_id = above.chat_id
        elif above and above.is_running:
            break
        else:
            reply.after = above.after if above else None
    reply.save(update_fields=["chat_id", "after"])


def _take_from(bucket: SendRate) -> datetime:
    """When the message may go that takes the next token."""
    now, interval = timezone.now(), timedelta(seconds=1 / settings.SEND_RATE)
    bucket.full_at = max(bucket.full_at, now) + interval
    bucket.save()
    return max(now, bucket.full_at - settings.SEND_BURST * interval)


def running(user_id: int) -> QuerySet[Reply]:
    return Reply.objects.filter(user=user_id, status=Reply.Status.RUNNING)


def has_to_wait(reply: Reply, running: Iterable[Reply]) -> bool:
    """Whether one of the user's replies that run is of the same chat, and earlier."""
    moment = reply.created_at, reply.id
    return any((other.created_at, other.id) < moment and _are_of_one_chat(reply, other) for other in running)


def _are_of_one_chat(reply: Reply, other: Reply) -> bool:
    """While no chat is known, that is the page they were sent from."""
    if reply.chat_id and reply.chat_id == other.chat_id:
        return True
    return reply.after is not None and reply.after in {other.id, other.after}
