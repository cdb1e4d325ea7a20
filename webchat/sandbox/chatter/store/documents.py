"""What is known of a document beyond its file, which has the same id."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from webchat.sandbox.store.database import Database

_INSERT = """
INSERT INTO documents VALUES (
    :id, :owner, :hash, :title, :description, :tags, :is_public, :chunk_size, :chunk_overlap, :chunk_count,
    :view_count, :started, :completed, :accessed, :created, :updated
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    id: str
    owner: str
    hash: str  # SHA-256
    title: str | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    is_public: bool = False
    chunk_size: int = 1000
    chunk_overlap: int = 200
    chunk_count: int = 0
    view_count: int = 0
    started: str | None = None
    completed: str | None = None
    accessed: str | None = None
    created: str
    updated: str


class Documents:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, document: Document) -> bool:
        """False, if its owner has the same already."""
        with self._transaction() as db:
            try:
                db.execute(_INSERT, {**asdict(document), "tags": json.dumps(document.tags)})
            except sqlite3.IntegrityError:
                return False
        return True

    def get(self, document_id: str) -> Document | None:
        with self._transaction() as db:
            row = db.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
        return _document(row) if row else None

    def owned_by(self, owner: str) -> list[Document]:
        """The newest first."""
        with self._transaction() as db:
            query = "SELECT * FROM documents WHERE owner = ? ORDER BY created DESC, rowid DESC"
            return [_document(row) for row in db.execute(query, (owner,))]

    def started(self, document_id: str, when: str) -> None:
        with self._transaction() as db:
            query = "UPDATE documents SET started = ?, updated = ? WHERE id = ?"
            db.execute(query, (when, when, document_id))

    def completed(self, document_id: str, when: str, chunks: int) -> None:
        with self._transaction() as db:
            query = "UPDATE documents SET completed = ?, updated = ?, chunk_count = ? WHERE id = ?"
            db.execute(query, (when, when, chunks, document_id))

    def seen(self, document_id: str, when: str) -> None:
        with self._transaction() as db:
            query = "UPDATE documents SET view_count = view_count + 1, accessed = ?, updated = ? WHERE id = ?"
            db.execute(query, (when, when, document_id))

    def delete(self, document_id: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def _document(row: sqlite3.Row) -> Document:
    return Document(**{**row, "tags": json.loads(row["tags"]), "is_public": bool(row["is_public"])})
