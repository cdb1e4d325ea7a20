"""How often a password may be tried."""

import asyncio
from datetime import timedelta

import pytest
from django.db.models import F

from webchat.accounts import tries
from webchat.accounts.tries import Limit, TooManyTries
from webchat.models import TryRate

MINUTE = timedelta(minutes=1)
TWICE = Limit(2, MINUTE)
THRICE = Limit(3, MINUTE)

pytestmark = pytest.mark.django_db(transaction=True)


async def pass_time(by: timedelta) -> None:
    await TryRate.objects.aupdate(full_at=F("full_at") - by)


async def refused(**buckets: Limit) -> timedelta:
    """How long to wait."""
    with pytest.raises(TooManyTries) as error:
        await tries.take(buckets)
    return timedelta(seconds=error.value.seconds)


async def test_after_a_few_tries_one_has_to_wait():
    for _ in range(2):
        await tries.take({"erin": TWICE})
    assert timedelta() < await refused(erin=TWICE) <= MINUTE


async def test_after_the_wait_there_is_one_more_try_and_no_second():
    for _ in range(2):
        await tries.take({"erin": TWICE})
    await pass_time(await refused(erin=TWICE))
    await tries.take({"erin": TWICE})
    await refused(erin=TWICE)


async def test_whoever_goes_on_trying_does_not_wait_any_longer_for_it():
    for _ in range(2):
        await tries.take({"erin": TWICE})
    for _ in range(9):
        assert await refused(erin=TWICE) <= MINUTE


async def test_a_try_that_one_bucket_refuses_counts_in_none():
    for _ in range(2):
        await tries.take({"erin": TWICE})
    for _ in range(9):
        await refused(erin=TWICE, office=THRICE)
    for _ in range(3):
        await tries.take({"office": THRICE})


async def test_a_right_password_costs_nothing():
    for _ in range(9):
        await tries.take({"erin": TWICE, "office": TWICE})
        await tries.give_back({"erin": TWICE, "office": TWICE})


async def test_after_a_long_pause_no_more_tries_are_saved_up_than_a_few():
    await tries.take({"erin": TWICE})
    await pass_time(timedelta(days=30))
    for _ in range(2):
        await tries.take({"erin": TWICE})
    await refused(erin=TWICE)


async def test_of_many_at_once_no_more_get_through_than_one_after_the_other():
    taken = await asyncio.gather(*(tries.take({"erin": TWICE, "b": THRICE}) for _ in range(12)), return_exceptions=True)
    assert [type(each) for each in taken].count(type(None)) == 2
    assert {type(each) for each in taken} == {type(None), TooManyTries}


async def test_what_is_kept_tells_nobody_who_tried():
    await tries.take({"account erin@example.com": TWICE})
    name = (await TryRate.objects.aget()).name
    assert "erin" not in name
    assert len(name) == 64
