"""The log of a reply in the database: what other processes read, and what is left when a process is gone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from itertools import batched
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from webchat.models import AttachedFile, ChatNote, Draft, Reply, ReplyEvent, TemporaryChat, User
from webchat.rendering.reply import Ended, Entry
from webchat.replies.codec import decode, encode
from webchat.replies.database import in_database
from webchat.replies.log import Page
from webchat.upstream.types.replies import ReplyStarted

SILENCE = timedelta(seconds=15)  # without a sign of life a reply's process counts as gone
KEY_KEPT = timedelta(days=30)  # how long its send key stays after its end
CHOICE_KEPT = timedelta(days=365)  # how long a chat goes on as it was asked last, where its user has chosen how
DRAFT_KEPT = timedelta(days=30)  # after it was changed last
GIVES_BACK = frozenset({"failed", "interrupted"})  # ends after which its files go along with the next try
MOST_CONDITIONS = 100  # in one query; SQLite takes no more than a thousand


@dataclass(frozen=True, slots=True)
class Marks:
    """What others have decided about the replies of this process."""

    stopped: frozenset[UUID] = frozenset()
    lost: frozenset[UUID] = frozenset()  # ended or deleted by somebody else: nothing more is kept of them


@in_database
def commit(pages: Sequence[Page], alive: Sequence[UUID]) -> Marks:
    """Write all pages and signs of life in one transaction; on an error, none of them. A page may come again."""
    with transaction.atomic():
        running = Reply.objects.filter(id__in=alive, status=Reply.Status.RUNNING)
        running.update(beat_at=timezone.now())
        marks = dict(running.values_list("id", "stop_requested"))
        wanted = [page for page in pages if page.reply_id in marks and page.entries]
        ReplyEvent.objects.bulk_create((row for page in wanted for row in _rows(page)), ignore_conflicts=True)
        for page in wanted:
            _update(page)
    return Marks(
        stopped=frozenset(each for each, is_stopped in marks.items() if is_stopped),
        lost=frozenset(alive) - marks.keys(),
    )


def _rows(page: Page) -> Iterator[ReplyEvent]:
    for number, entry in enumerate(page.entries, start=page.number):
        yield ReplyEvent(reply_id=page.reply_id, number=number, entry=encode(entry))


def _update(page: Page) -> None:
    """Lift into the reply's own row what is asked for without reading its log."""
    reply = Reply.objects.filter(id=page.reply_id)
    files = AttachedFile.objects.filter(sent_with=page.reply_id)
    for entry in page.entries:
        match entry:
            case ReplyStarted(chat_id):
                reply.update(chat_id=chat_id)
                files.update(chat_id=chat_id)
                Reply.objects.filter(after=page.reply_id, chat_id="").update(chat_id=chat_id)  # they wait for this one
            case Ended(status):
                reply.update(status=status, ended_at=timezone.now())
                if status in GIVES_BACK:
                    files.update(sent_with=None)


async def entries(reply_id: UUID) -> list[Entry]:
    return (await look({reply_id: 0})).entries.get(reply_id, [])


@dataclass(frozen=True, slots=True)
class Look:
    """What there is of some replies, each from a number on."""

    statuses: Mapping[UUID, str]  # of those that are known
    entries: Mapping[UUID, list[Entry]]  # of those that have some


@in_database
def look(positions: Mapping[UUID, int]) -> Look:
    """The entries of these replies, each from its number on."""
    # The status first: when that is an end, the entries read after it are all there will be.
    statuses = dict(Reply.objects.filter(id__in=positions).values_list("id", "status"))
    entries: dict[UUID, list[Entry]] = {}
    for part in batched(positions.items(), MOST_CONDITIONS):
        wanted = reduce(or_, (Q(reply=reply_id, number__gte=number) for reply_id, number in part))
        for reply_id, entry in ReplyEvent.objects.filter(wanted).order_by("number").values_list("reply_id", "entry"):
            entries.setdefault(reply_id, []).append(decode(entry))
    return Look(statuses, entries)


@in_database
def sweep(suspects: Collection[UUID]) -> frozenset[UUID]:
    """Mark the replies whose process is gone, and forget what was said some time ago. The row itself stays for a month,
    empty: a browser that wakes up and sends its form once more must not begin a second turn.

    A process is gone if two sweeps in a row find it silent: when a database was away, all are, and need a moment to
    show that they live. Returns the replies to suspect the next time."""
    now = timezone.now()
    kept_since = now - timedelta(seconds=settings.REPLIES_KEPT)
    silent = Reply.objects.filter(status=Reply.Status.RUNNING, beat_at__lt=now - SILENCE)
    found = frozenset(silent.values_list("id", flat=True))
    for reply_id in found.intersection(suspects):
        with transaction.atomic():
            # Claimed first: its process may only have been slow, and another one sweeps too.
            if silent.filter(id=reply_id).update(status=Reply.Status.INTERRUPTED, ended_at=now):
                number = ReplyEvent.objects.filter(reply_id=reply_id).count()
                ReplyEvent.objects.bulk_create(_rows(Page(reply_id, number, (Ended("interrupted"),))))
                AttachedFile.objects.filter(sent_with=reply_id).update(sent_with=None)
    old = Reply.objects.filter(ended_at__lt=kept_since).exclude(prompt="")
    forgotten = old.exclude(chat_id__in=TemporaryChat.objects.values("id"))  # which is deleted as a whole
    ReplyEvent.objects.filter(reply__in=forgotten).delete()
    for reply in forgotten.filter(choice__has_key="instructions"):  # which the upstream has
        del reply.choice["instructions"]
        reply.save(update_fields=["choice"])
    forgotten.update(prompt="")
    has_choice = Q(choice__has_any_keys=["agent", "mode", "sources"])  # its application is known upstream
    Reply.objects.filter(~has_choice, ended_at__lt=now - KEY_KEPT).delete()
    Reply.objects.filter(ended_at__lt=now - CHOICE_KEPT).delete()
    Draft.objects.filter(updated_at__lt=now - DRAFT_KEPT).delete()
    return found


@in_database
def forget_words(reply: Reply) -> None:
    """What was asked and what was said; the row stays, so that nothing is sent twice."""
    with transaction.atomic():
        ReplyEvent.objects.filter(reply=reply).delete()
        Reply.objects.filter(id=reply.id).update(prompt="")


@in_database
def forget_chats(user: User, chat_ids: Sequence[str]) -> list[UUID]:
    """Nothing of these chats is kept here any more; returns the replies that were being written."""
    of_them = Q(user=user, chat_id__in=chat_ids)
    replies = Reply.objects.filter(of_them)
    with transaction.atomic():
        running = list(replies.filter(status=Reply.Status.RUNNING).values_list("id", flat=True))
        ReplyEvent.objects.filter(reply__in=replies).delete()
        replies.update(prompt="", chat_id="", choice={}, status=Reply.Status.STOPPED, ended_at=timezone.now())
        AttachedFile.objects.filter(of_them).delete()
        Draft.objects.filter(of_them).delete()
        ChatNote.objects.filter(of_them).delete()
    return running
