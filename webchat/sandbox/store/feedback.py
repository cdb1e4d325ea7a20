"""What readers thought of replies."""

from dataclasses import dataclass

from webchat.sandbox.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredFeedback:
    token: str  # the reply's messageTrackingToken
    vote: str
    comments: str


class FeedbackStore:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, owner: str, feedback_id: str, feedback: StoredFeedback) -> None:
        """The same id counts once, and the first counts."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO feedback (id, owner, token, vote, comments) VALUES (?, ?, ?, ?, ?)",
                (feedback_id, owner, feedback.token, feedback.vote, feedback.comments),
            )

    def of(self, owner: str) -> list[StoredFeedback]:
        """In the order it came."""
        with self._transaction() as db:
            rows = db.execute("SELECT token, vote, comments FROM feedback WHERE owner = ? ORDER BY rowid", (owner,))
            return [StoredFeedback(**row) for row in rows]
