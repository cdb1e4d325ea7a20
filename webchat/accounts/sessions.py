"""Who is signed in where. A session that was signed out elsewhere, or has ended by itself, also ends what is being
streamed to it, in whatever process."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from datetime import timedelta
from time import monotonic
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils import timezone

from webchat.models import Session, TryRate, User
from webchat.replies.database import in_database

PRECISION = 180  # seconds; how often the use of a session is written down
BETWEEN_SWEEPS = 600  # seconds

_noted: dict[str, float] = {}  # by the session's key, when its use was noted last
_used: set[str] = set()  # noted, and not written down yet
_streams: dict[str, set["asyncio.Task[object]"]] = {}  # by the session's key
_swept = float("-inf")


async def of(user: User) -> list[Session]:
    """The one that was used last comes first."""
    alive = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    return [session async for session in alive.order_by("-used_at")]


async def own(user: User, public_id: UUID) -> Session | None:
    return await Session.objects.filter(user=user, public_id=public_id).afirst()


async def end_all(user: User, but: str | None = None) -> None:
    """But for the one with this key."""
    await Session.objects.filter(user=user).exclude(session_key=but or "").adelete()


def note_use(session_key: str) -> None:
    """It is written down later, for many sessions at once: no request waits for that."""
    now = monotonic()
    if now - _noted.get(session_key, float("-inf")) >= PRECISION:
        _noted[session_key] = now
        _used.add(session_key)


async def while_it_lasts(session_key: str | None, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """What is streamed to somebody who is signed in, until that session ends."""
    response = cast("asyncio.Task[object]", asyncio.current_task())
    streams = _streams.setdefault(session_key or "", set())
    streams.add(response)
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece
    finally:
        streams.discard(response)
        if not streams:
            _streams.pop(session_key or "", None)


async def keep() -> None:
    """A chore of the beat."""
    global _swept  # noqa: PLW0603 - of the process
    if _used:
        keys = frozenset(_used)
        await _write_down(keys)
        _used.difference_update(keys)
    if _streams:
        for key in await _ended(frozenset(_streams)):
            for response in _streams.get(key, ()):
                response.cancel()  # as when a browser goes; one that comes back is told to sign in
    if monotonic() - _swept > BETWEEN_SWEEPS:
        _swept = monotonic()
        await _sweep()


@in_database
def _write_down(keys: Collection[str]) -> None:
    now = timezone.now()
    longest = F("began_at") + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    idle = Value(now + timedelta(seconds=settings.SESSION_IDLE))
    Session.objects.filter(session_key__in=keys).update(used_at=now, expire_date=Least(longest, idle))


@in_database
def _ended(keys: Collection[str]) -> frozenset[str]:
    """Those of them that nobody is signed in by any more."""
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now(), user__is_active=True)
    return frozenset(keys) - frozenset(alive.values_list("session_key", flat=True))


@in_database
def _sweep() -> None:
    now, since = timezone.now(), monotonic() - PRECISION
    Session.objects.filter(expire_date__lt=now).delete()
    TryRate.objects.filter(full_at__lt=now).delete()
    for key in [key for key, noted in _noted.items() if noted < since]:
        del _noted[key]
