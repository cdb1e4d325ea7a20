"""The audit trail: who did what, and when, without what it was about.

A view says it in its sentence, when it is clear that something is allowed and before it is done. What cannot be
recorded is not done: the trail is in the same database as the sessions, so whatever keeps it from being written keeps
people from their pages too. Whoever asked is told that it went wrong, and the log has what the trail lacks.
"""

import asyncio
import logging
from datetime import timedelta
from ipaddress import ip_network

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import timezone

from webchat.accounts.network import network_of
from webchat.models import Action, AuditEvent, Outcome, User
from webchat.replies.database import in_database
from webchat.requests import AnyRequest

PATIENCE = 5  # seconds; a database that takes longer may still write it down, of something that was not done then
LONGEST_ID = 200  # characters; as the database has it
MOST_AT_ONCE = 100  # events forgotten at a time: nobody has to wait for it
PREFIX = {4: 24, 6: 48}  # bits of a network address that tell a place, and not a device

logger = logging.getLogger(__name__)


async def record(
    request: AnyRequest,
    action: Action,
    *object_ids: object,
    outcome: Outcome = Outcome.OK,
    by: User | AnonymousUser | None = None,
) -> None:
    """One event for each of these objects, or one without any. It was the request's user, unless `by` names another."""
    who = by or request.user
    facts = {
        "at": timezone.now(),
        "action": action,
        "outcome": outcome,
        "person_id": who.pk,
        "address": getattr(who, "email", ""),
        "network": _network(request),
    }
    events = [AuditEvent(object_id=str(each)[:LONGEST_ID], **facts) for each in object_ids or ("",)]
    try:
        async with asyncio.timeout(PATIENCE):
            await AuditEvent.objects.abulk_create(events)
    except (DatabaseError, TimeoutError):
        ids = ", ".join(event.object_id for event in events)
        logger.critical("not recorded, and so not done: %s, %s, on %s", events[0], outcome, ids or "nothing")
        raise


async def record_refused_sign_in(request: AnyRequest, address: str, outcome: Outcome | None = None) -> None:
    """Whose it would have been, and why not, unless `outcome` knows better. An address that nobody has is not kept:
    it may be a password that was typed into the wrong field."""
    user = await User.objects.filter(email=User.objects.normalize_email(address)).afirst()
    why = Outcome.UNKNOWN if user is None else Outcome.WRONG_PASSWORD if user.is_active else Outcome.INACTIVE
    await record(request, Action.SIGNED_IN, outcome=outcome or why, by=user or AnonymousUser())


@in_database
def forget_old() -> None:
    """A chore of every process; what two of them want to forget is forgotten once."""
    before = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    old = list(AuditEvent.objects.filter(at__lt=before).reverse().values_list("id", flat=True)[:MOST_AT_ONCE])
    if old:
        AuditEvent.objects.filter(id__in=old).forget()


def _network(request: AnyRequest) -> str:
    """As much of the network address as the operator wants to keep."""
    network = network_of(request)
    if settings.AUDIT_NETWORK == "none" or not network:
        return ""
    if settings.AUDIT_NETWORK == "full":
        return network
    device = ip_network(network)
    return str(device.supernet(new_prefix=PREFIX[device.version]))
