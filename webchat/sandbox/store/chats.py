"""Saved chats. A chat belongs to one owner, and its messages are kept as they went over the wire."""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webchat.sandbox.store.database import Database
from webchat.sandbox.wire import Wire


@dataclass(frozen=True, slots=True)
class SavedChat:
    id: str
    owner: str
    name: str
    application_id: str
    created: int  # Unix seconds, like updated
    updated: int


class Chats:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def create(self, chat: SavedChat) -> None:
        with self._transaction() as db:
            db.execute(
                "INSERT INTO chats (id, owner, name, application_id, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
                (chat.id, chat.owner, chat.name, chat.application_id, chat.created, chat.updated),
            )

    def get(self, chat_id: str) -> SavedChat | None:
        with self._transaction() as db:
            row = db.execute("SELECT * FROM chats WHERE id = ?", (chat_id,)).fetchone()
        return SavedChat(**row) if row else None

    def owned_by(self, owner: str) -> list[SavedChat]:
        """The one changed last comes first."""
        with self._transaction() as db:
            rows = db.execute("SELECT * FROM chats WHERE owner = ? ORDER BY updated DESC, rowid DESC", (owner,))
            return [SavedChat(**row) for row in rows]

    def messages(self, chat_id: str) -> list[Wire]:
        """Newest first, as the API has it."""
        with self._transaction() as db:
            rows = db.execute("SELECT message FROM messages WHERE chat_id = ? ORDER BY id DESC", (chat_id,))
            return [json.loads(row["message"]) for row in rows]

    def add_messages(self, chat_id: str, messages: Iterable[Wire]) -> None:
        """Append in this order. A chat that was deleted meanwhile stays deleted."""
        with self._transaction() as db:
            if db.execute("UPDATE chats SET updated = ? WHERE id = ?", (int(time.time()), chat_id)).rowcount:
                _append(db, chat_id, messages)

    def delete(self, owner: str, chat_ids: Sequence[str]) -> None:
        """Chats of others are left alone."""
        with self._transaction() as db:
            db.executemany("DELETE FROM chats WHERE owner = ? AND id = ?", [(owner, chat_id) for chat_id in chat_ids])


def _append(db: sqlite3.Connection, chat_id: str, messages: Iterable[Wire]) -> None:
    db.executemany(
        "INSERT INTO messages (chat_id, message) VALUES (?, ?)",
        [(chat_id, json.dumps(message, ensure_ascii=False)) for message in messages],
    )
