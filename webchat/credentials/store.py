"""The credentials in the database. One row, changed by conditions on what it was: that decides between two processes
that want to change it, on every database, and nobody holds a connection while the network is asked."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from webchat.credentials.sealing import CannotOpen, Keyring
from webchat.models import Credential
from webchat.replies.database import in_database
from webchat.secret import Secret

LEASE = timedelta(seconds=30)  # longer than an exchange may take
EARLY = timedelta(seconds=60)  # before its end a token is exchanged; one that is short-lived, in its last quarter

NONE = Secret("")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tokens:
    access: Secret
    refresh: Secret = NONE
    client_id: str = ""  # of ours, to whom the authorization server gave them
    expires_in: int | None = None  # seconds
    account: str = ""  # whose they are there, where that is known


@dataclass(frozen=True, slots=True)
class Kept:
    """A credential as it was when it was read."""

    user_id: int
    tokens: Tokens
    row: Credential

    @property
    def is_refused(self) -> bool:
        return self.row.refused_at is not None

    @property
    def is_due(self) -> bool:
        return self.row.renew_at is not None and self.row.renew_at <= timezone.now()

    @property
    def has_expired(self) -> bool:
        return self.row.expires_at is not None and self.row.expires_at <= timezone.now()


@in_database
def get(user_id: int) -> Kept | None:
    """The credential for the chat API of today; None for one that does not open."""
    row = _rows(user_id).first()
    if row is None:
        return None
    try:
        return Kept(user_id, _opened(row), row)
    except CannotOpen:
        logger.error("%s cannot be opened", row)  # noqa: TRY400 - where is no news
        return None


@in_database
def keep(user_id: int, tokens: Tokens) -> None:
    """From now on this is the user's credential, whatever was before."""
    fresh = {"upstream": settings.UPSTREAM_URL, "kind": settings.CREDENTIAL_KIND, "connected_at": timezone.now()}
    Credential.objects.update_or_create(user_id=user_id, defaults=fresh | _fields(user_id, tokens))


@in_database
def lease(kept: Kept) -> datetime | None:
    """Until when the caller alone may exchange it; None if somebody else does, or has, or was refused."""
    until = timezone.now() + LEASE
    is_free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    return until if _same(kept).filter(is_free, refused_at=None).update(leased_until=until) else None


@in_database
def exchange(user_id: int, until: datetime, tokens: Tokens) -> bool:
    """Whoever holds the lease has others. False if there is nothing to be replaced any more."""
    return bool(_leased(user_id, until).update(**_fields(user_id, tokens)))


@in_database
def release(user_id: int, until: datetime) -> None:
    """It could not be exchanged this time."""
    _leased(user_id, until).update(leased_until=None)


@in_database
def refuse(kept: Kept) -> None:
    """It is not accepted any more."""
    _same(kept).update(refused_at=timezone.now(), leased_until=None)


@in_database
def expire(kept: Kept) -> None:
    """Its access token is not accepted any more; its refresh token may be."""
    _same(kept).update(renew_at=timezone.now(), expires_at=timezone.now())


@in_database
def remove(user_id: int) -> None:
    Credential.objects.filter(user_id=user_id).delete()


def reseal() -> tuple[int, int]:
    """With the newest key, whatever is sealed with an older one: how many were, and how many do not open."""
    done = lost = 0
    for key in list(Credential.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Credential.objects.select_for_update().get(pk=key)
            if keyring().is_newest(row.sealed):
                continue
            try:
                secret = keyring().open(row.sealed, *_owner(row.user_id, row.upstream, row.kind))
            except CannotOpen:
                lost += 1
                continue
            row.sealed = keyring().seal(secret, *_owner(row.user_id, row.upstream, row.kind))
            row.save(update_fields=["sealed"])
            done += 1
    return done, lost


def keyring() -> Keyring:
    return Keyring(settings.ENCRYPTION_KEYS)


def _rows(user_id: int) -> QuerySet[Credential]:
    return Credential.objects.filter(user_id=user_id, upstream=settings.UPSTREAM_URL, kind=settings.CREDENTIAL_KIND)


def _same(kept: Kept) -> QuerySet[Credential]:
    """The row, if nobody has changed its tokens since."""
    return Credential.objects.filter(pk=kept.user_id, sealed=kept.row.sealed)


def _leased(user_id: int, until: datetime) -> QuerySet[Credential]:
    """The row, if the lease is still that one."""
    return Credential.objects.filter(pk=user_id, leased_until=until)


def _fields(user_id: int, tokens: Tokens) -> dict[str, object]:
    parts = {
        "access": tokens.access.reveal(),
        "refresh": tokens.refresh.reveal(),
        "client_id": tokens.client_id,
        "account": tokens.account,
    }
    owner = _owner(user_id, settings.UPSTREAM_URL, settings.CREDENTIAL_KIND)
    now = timezone.now()
    expires_at = renew_at = None
    if tokens.expires_in is not None:
        life = timedelta(seconds=tokens.expires_in)
        expires_at, renew_at = now + life, now + life - min(EARLY, life / 4)
    sealed = keyring().seal(Secret(json.dumps(parts)), *owner)
    times = {"renew_at": renew_at, "expires_at": expires_at, "leased_until": None, "refused_at": None}
    return {"sealed": sealed, **times}


def _opened(row: Credential) -> Tokens:
    secret = keyring().open(row.sealed, *_owner(row.user_id, row.upstream, row.kind))
    parts = json.loads(secret.reveal())
    return Tokens(
        Secret(parts["access"]), Secret(parts["refresh"]), parts["client_id"], account=parts.get("account", "")
    )


def _owner(user_id: int, upstream: str, kind: str) -> Iterable[str]:
    return "credential", str(user_id), upstream, kind
