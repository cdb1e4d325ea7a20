"""Conversations and their messages. A deleted conversation is kept, with that status."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from webchat.sandbox.store.database import Database

_INSERT = """
INSERT OR IGNORE INTO conversations VALUES (
    :id, :owner, :title, :status, :profile_id, :temperature, :max_tokens, :extra_metadata, :created, :updated
)
"""
_UPDATE = """
UPDATE conversations SET title = :title, status = :status, temperature = :temperature, max_tokens = :max_tokens,
       extra_metadata = :extra_metadata, updated = :updated
WHERE id = :id
"""
_INSERT_MESSAGE = """
INSERT INTO conversation_messages VALUES (
    :id, :conversation_id,
    (SELECT coalesce(max(sequence_number) + 1, 0) FROM conversation_messages WHERE conversation_id = :conversation_id),
    :role, :content, :prompt_tokens, :completion_tokens, :model_used, :response_time_ms, :rating, :rating_count,
    :created
)
"""
_EVERYTHING = -1  # of SQLite's LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    id: str
    owner: str
    title: str
    status: str = "active"
    profile_id: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    extra_metadata: dict[str, Any] | None
    created: str
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    id: str
    conversation_id: str
    sequence_number: int = -1  # given when it is kept
    role: str
    content: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    model_used: str | None = None
    response_time_ms: int | None = None
    rating: float | None = None
    rating_count: int = 0
    created: str


class Conversations:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, conversation: Conversation) -> None:
        """One that is kept already stays as it is."""
        with self._transaction() as db:
            db.execute(_INSERT, _row(conversation))

    def change(self, conversation: Conversation) -> None:
        with self._transaction() as db:
            db.execute(_UPDATE, _row(conversation))

    def get(self, owner: str, conversation_id: str) -> Conversation | None:
        """None, if it is another one's."""
        with self._transaction() as db:
            query = "SELECT * FROM conversations WHERE owner = ? AND id = ?"
            row = db.execute(query, (owner, conversation_id)).fetchone()
        return _conversation(row) if row else None

    def page(self, owner: str, limit: int, offset: int) -> tuple[list[Conversation], int]:
        """Those that are not deleted, the one changed last first; and how many there are."""
        with self._transaction() as db:
            chosen = "FROM conversations WHERE owner = ? AND status <> 'deleted'"
            total: int = db.execute(f"SELECT count(*) {chosen}", (owner,)).fetchone()[0]
            query = f"SELECT * {chosen} ORDER BY updated DESC, rowid DESC LIMIT ? OFFSET ?"
            return [_conversation(row) for row in db.execute(query, (owner, limit, offset))], total

    def messages(self, conversation_id: str, limit: int = _EVERYTHING, offset: int = 0) -> list[Message]:
        """In their order."""
        with self._transaction() as db:
            chosen = "FROM conversation_messages WHERE conversation_id = ?"
            query = f"SELECT * {chosen} ORDER BY sequence_number LIMIT ? OFFSET ?"
            return [Message(**row) for row in db.execute(query, (conversation_id, limit, offset))]

    def add_messages(self, messages: Iterable[Message]) -> None:
        """Append in this order."""
        with self._transaction() as db:
            for message in messages:
                db.execute(_INSERT_MESSAGE, asdict(message))
                moved = (message.created, message.conversation_id)
                db.execute("UPDATE conversations SET updated = ? WHERE id = ?", moved)

    def delete_message(self, conversation_id: str, message_id: str) -> bool:
        with self._transaction() as db:
            query = "DELETE FROM conversation_messages WHERE conversation_id = ? AND id = ?"
            return db.execute(query, (conversation_id, message_id)).rowcount == 1

    def rate(self, conversation_id: str, message_id: str, rating: float) -> bool:
        with self._transaction() as db:
            query = (
                "UPDATE conversation_messages SET rating = ?, rating_count = rating_count + 1 "
                "WHERE conversation_id = ? AND id = ?"
            )
            return db.execute(query, (rating, conversation_id, message_id)).rowcount == 1


def _row(conversation: Conversation) -> dict[str, Any]:
    return {**asdict(conversation), "extra_metadata": json.dumps(conversation.extra_metadata)}


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(**{**row, "extra_metadata": json.loads(row["extra_metadata"])})
