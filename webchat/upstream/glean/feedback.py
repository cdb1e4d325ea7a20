"""What a reader thinks of a reply, to the body of a feedback request (glean-api.md 8.3)."""

from datetime import UTC, datetime
from uuid import uuid4

from webchat.upstream.glean.request import Body
from webchat.upstream.types.prompts import Feedback


def feedback_body(feedback: Feedback) -> Body:
    """With words it is feedback by hand, which carries the vote along; without, the vote alone."""
    vote = "UPVOTE" if feedback.helpful else "DOWNVOTE"
    body: Body = {
        "id": str(uuid4()),
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "category": "CHAT",
        "trackingTokens": [feedback.token],
    }
    if not feedback.words:
        return body | {"event": vote}
    by_hand = {"source": "CHAT", "vote": vote, "comments": feedback.words}
    return body | {"event": "MANUAL_FEEDBACK", "payload": feedback.words, "manualFeedbackInfo": by_hand}
