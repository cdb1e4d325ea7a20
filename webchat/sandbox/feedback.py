"""POST /feedback: taken, and kept to be looked at."""

from webchat.sandbox.access import refusal, string, strings
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.feedback import StoredFeedback
from webchat.sandbox.wire import Wire, new_id


def feedback(backend: Backend, user: str, body: Wire) -> None:
    event, tokens = string(body, "event"), strings(body, "trackingTokens")
    by_hand = body.get("manualFeedbackInfo") or {}
    if not isinstance(by_hand, dict):
        raise refusal(400, "manualFeedbackInfo: expected an object")
    vote = by_hand.get("vote") or event
    kept = StoredFeedback(tokens[0], str(vote), str(by_hand.get("comments") or ""))
    backend.feedback.add(user, str(body.get("id") or new_id()), kept)
