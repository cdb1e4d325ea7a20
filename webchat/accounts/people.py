"""Who may sign in, and who administers. Nobody changes themselves: so there is always an administrator left."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from webchat.models import Session, User
from webchat.replies import run, temporary


class AddressTaken(Exception):
    pass


def search(words: str) -> QuerySet[User]:
    return User.objects.filter(Q(email__icontains=words) | Q(name__icontains=words)).order_by("email")


async def add(email: str, name: str) -> User:
    """A local account without a password yet. Raises AddressTaken."""
    try:
        return await sync_to_async(User.objects.create_user)(email, name=name)
    except IntegrityError as error:
        raise AddressTaken from error


async def deactivate(administrator: User, person: User) -> None:
    """Sign them out everywhere, end what is being written for them or waits, in all processes. What they have deleted
    is still deleted upstream."""
    await _change(administrator, person, is_active=False)
    await run.stop_all(person)
    await temporary.leave_all(person)


async def reactivate(administrator: User, person: User) -> None:
    await _change(administrator, person, is_active=True)


async def make_administrator(administrator: User, person: User) -> None:
    await _change(administrator, person, is_staff=True)


async def make_employee(administrator: User, person: User) -> None:
    await _change(administrator, person, is_staff=False, is_superuser=False)


def administrators() -> list[User]:
    """Those who may sign in and administer. To be asked within a transaction: they are locked, so that two who lose the
    role in the same moment do not both lose it."""
    active = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    return list(active.select_for_update(no_key=True))


@sync_to_async
def _change(administrator: User, person: User, **changes: Any) -> None:
    """Raises PermissionDenied."""
    with transaction.atomic():
        if administrator not in administrators() or person == administrator:
            raise PermissionDenied
        User.objects.filter(pk=person.pk).update(**changes)
        if "is_active" in changes:  # to be active again is not to be signed in again
            Session.objects.filter(user=person).delete()
