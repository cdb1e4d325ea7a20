from datetime import UTC, datetime, timedelta

import pytest

from webchat.models import Reply
from webchat.replies.reader import reply_of
from webchat.upstream.types import Turn

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reply(seconds, prompt="How many days?"):
    return Reply(prompt=prompt, created_at=NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("prompt", "asked", "found"),
    [
        ("How many days?", NOON, True),
        ("How many days?", NOON - timedelta(seconds=59), True),  # its clock is behind
        ("How many days?", NOON + timedelta(seconds=59), True),  # or ahead
        ("How many days?", NOON - timedelta(minutes=2), False),  # asked before, in the same words
        ("How many days?", None, True),
        ("And sick leave?", NOON, False),
    ],
)
def test_a_saved_turn_is_known_by_its_prompt_and_its_time(prompt, asked, found):
    ours = reply(0)
    assert (reply_of(Turn(prompt, asked=asked), [ours]) is ours) is found


def test_a_prompt_tried_again_at_once_does_not_hide_the_turn_before():
    first, second = tries = [reply(0), reply(4)]
    assert reply_of(Turn("How many days?", asked=NOON), tries) is first
    assert reply_of(Turn("How many days?", asked=NOON + timedelta(seconds=4)), tries) is second
