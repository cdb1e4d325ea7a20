"""How often a password may be tried. The database counts, so that it holds for all processes together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from webchat.models import TryRate

SALT = "webchat.accounts.tries"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once after a pause, then one in each interval."""

    burst: int
    interval: timedelta


Buckets = Mapping[str, Limit]  # by name, in any words


class TooManyTries(Exception):
    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.seconds = ceil(wait.total_seconds())  # until the next try


@sync_to_async
def take(buckets: Buckets) -> None:
    """Count a try in each of these buckets, or in none of them. Raises TooManyTries.

    To be called before the password is looked at: of a thousand tries at once no more get through than of a thousand in
    a row. A right one is given back."""
    now = timezone.now()
    with transaction.atomic():
        # Always in the same order, so that nobody waits for somebody who waits for them.
        rates = {name: _locked(name) for name in sorted(map(_hashed, buckets))}
        waits = []
        for name, limit in buckets.items():
            rate = rates[_hashed(name)]
            rate.full_at = max(rate.full_at, now) + limit.interval
            waits.append(rate.full_at - limit.burst * limit.interval - now)
        if (wait := max(waits)) > timedelta():
            raise TooManyTries(wait)
        TryRate.objects.bulk_update(rates.values(), ["full_at"])


@sync_to_async
def give_back(buckets: Buckets) -> None:
    with transaction.atomic():
        for name in sorted(buckets, key=_hashed):
            TryRate.objects.filter(name=_hashed(name)).update(full_at=F("full_at") - buckets[name].interval)


def _locked(name: str) -> TryRate:
    return TryRate.objects.select_for_update().get_or_create(name=name)[0]


def _hashed(name: str) -> str:
    return salted_hmac(SALT, name, algorithm="sha256").hexdigest()
