import pytest

from tests.sandbox.client import Client
from webchat.sandbox.backend import Backend
from webchat.sandbox.settings import Settings
from webchat.sandbox.store.feedback import StoredFeedback

VOTE = {"event": "UPVOTE", "category": "CHAT", "trackingTokens": ["T1"], "id": "1"}
BY_HAND = {"source": "CHAT", "vote": "DOWNVOTE", "comments": "Out of date."}


async def test_feedback_is_answered_with_nothing(erin: Client) -> None:
    response = await erin.post("feedback", VOTE)
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("body", [{}, {"event": "UPVOTE"}, {**VOTE, "trackingTokens": []}, {**VOTE, "event": 1}])
async def test_feedback_without_event_or_token_is_a_400(erin: Client, body: dict[str, object]) -> None:
    assert (await erin.post("feedback", body)).status_code == 400


def test_it_is_kept_and_the_same_id_counts_once(tmp_path) -> None:
    store = Backend(Settings(data=tmp_path, token="t", pace=0)).feedback
    first, second = StoredFeedback("T1", "UPVOTE", ""), StoredFeedback("T1", "DOWNVOTE", "Out of date.")
    store.add("erin@x.example", "1", first)
    store.add("erin@x.example", "1", second)
    store.add("erin@x.example", "2", second)
    assert store.of("erin@x.example") == [first, second]
    assert store.of("stig@x.example") == []
