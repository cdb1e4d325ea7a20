from datetime import UTC, datetime, timedelta

import pytest

from webchat.models import Reply
from webchat.replies.reader import is_turn_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reply(seconds, prompt="How many days?"):
    return Reply(prompt=prompt, created_at=NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("prompt", "asked", "same"),
    [
        ("How many days?", NOON, True),
        ("How many days?", NOON - timedelta(seconds=9), True),  # its clock is behind
        ("How many days?", NOON + timedelta(minutes=5), True),  # or ahead
        ("How many days?", NOON - timedelta(seconds=11), False),  # asked before, in the same words
        ("How many days?", None, True),
        ("And sick leave?", NOON, False),
    ],
)
def test_a_saved_turn_is_known_by_its_prompt_and_its_time(prompt, asked, same):
    assert is_turn_of([reply(0)], prompt, asked) is same


def test_a_prompt_tried_again_at_once_does_not_hide_the_turn_before():
    tries = [reply(4), reply(0)]
    assert not is_turn_of(tries, "How many days?", NOON)
    assert is_turn_of(tries, "How many days?", NOON + timedelta(seconds=4))
