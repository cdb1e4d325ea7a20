"""Deleting a person: all we have of them goes, but for what the audit trail says of them. What they have saved in the
chat API is theirs there."""

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from webchat.accounts.people import administrators
from webchat.connection import http
from webchat.credentials import connecting
from webchat.deletions import sending
from webchat.models import Action, AuditEvent, Deletion, Session, User
from webchat.replies import run, temporary


class LastAdministrator(Exception):
    """Nobody could administer any more. Nothing was changed."""


class NotYet(Exception):
    """Some of what they have deleted is still there in the chat API, which is asked in their name. They are
    deactivated, and nothing is deleted."""


async def delete(person: User, *, leaving: bool = False) -> None:
    """First nothing of theirs can begin or go on, in any process. With `leaving`, what they have deleted and the chat
    API would not delete is left there. Raises LastAdministrator, NotYet."""
    await _close(person)
    await run.stop_all(person)
    await temporary.leave_all(person)
    if await sending.send_all_of(person) and not leaving:
        raise NotYet
    if settings.PERSONAL_TOKENS:
        await connecting.disconnect(http(), person)
    await _delete(person, leaving=leaving)


@sync_to_async
def _close(person: User) -> None:
    with transaction.atomic():
        if administrators() == [person]:
            raise LastAdministrator
        User.objects.filter(pk=person.pk).update(is_active=False)
        Session.objects.filter(user=person).delete()


@sync_to_async
def _delete(person: User, *, leaving: bool) -> None:
    """A process that still writes a reply of theirs finds its row gone, and stops."""
    with transaction.atomic():
        if leaving:
            Deletion.objects.filter(user=person).delete()
        AuditEvent.objects.create(action=Action.PERSON_DELETED, object_id=str(person.pk))
        try:
            User.objects.get(pk=person.pk).delete()
        except ProtectedError as error:  # deleted by a request that was under way
            raise NotYet from error
