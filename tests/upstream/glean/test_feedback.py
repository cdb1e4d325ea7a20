from uuid import UUID

import pytest

from tests.upstream.server import Said
from webchat.upstream.errors import Forbidden
from webchat.upstream.types.prompts import Feedback


@pytest.mark.parametrize(("helpful", "event"), [(True, "UPVOTE"), (False, "DOWNVOTE")])
async def test_a_vote_names_the_reply_by_its_token(glean, server, helpful, event):
    server.says(Said(b""))
    await glean.send_feedback(Feedback(token="T1", helpful=helpful))
    [request] = server.asked
    assert request.operation == "feedback"
    assert (request.json["event"], request.json["category"], request.json["trackingTokens"]) == (event, "CHAT", ["T1"])
    assert UUID(request.json["id"])
    assert request.json["timestamp"].endswith("Z")
    assert "manualFeedbackInfo" not in request.json


async def test_words_go_along_with_their_vote(glean, server):
    server.says(Said(b""))
    await glean.send_feedback(Feedback(token="T1", helpful=False, words="Out of date."))
    body = server.asked[0].json
    assert (body["event"], body["payload"]) == ("MANUAL_FEEDBACK", "Out of date.")
    assert body["manualFeedbackInfo"] == {"source": "CHAT", "vote": "DOWNVOTE", "comments": "Out of date."}


async def test_it_is_sent_once_and_a_missing_scope_is_told(glean, server):
    server.says(Said(b"missing scope", 403))
    with pytest.raises(Forbidden):
        await glean.send_feedback(Feedback(token="T1", helpful=True))
    assert len(server.asked) == 1
