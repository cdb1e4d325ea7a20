"""Attachments. A deleted one keeps its row, so that the chats that used it can still say its name."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webchat.sandbox.store.database import Database


class FileStatus(StrEnum):
    PROCESSING = "PROCESSING"
    PROCESSED = "PROCESSED"
    PARTIALLY_PROCESSED = "PARTIALLY_PROCESSED"
    FAILED = "FAILED"
    DELETED = "DELETED"


class Failure(StrEnum):
    PARSE_FAILED = "PARSE_FAILED"
    AV_SCAN_FAILED = "AV_SCAN_FAILED"
    FILE_TOO_SMALL = "FILE_TOO_SMALL"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_EXTENSION_UNSUPPORTED = "FILE_EXTENSION_UNSUPPORTED"
    FILE_METADATA_VALIDATION_FAIL = "FILE_METADATA_VALIDATION_FAIL"
    FILE_PROCESSING_TIMED_OUT = "FILE_PROCESSING_TIMED_OUT"
    OAUTH_NEEDED = "OAUTH_NEEDED"
    URL_FETCH_FAILED = "URL_FETCH_FAILED"
    EMPTY_CONTENT = "EMPTY_CONTENT"
    AUTH_REQUIRED = "AUTH_REQUIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    id: str
    owner: str
    name: str  # for show only: never a path
    mime_type: str
    size: int  # bytes
    uploaded: int  # Unix seconds
    status: FileStatus = FileStatus.PROCESSING
    failure: Failure | None = None
    chat_id: str | None = None  # the first chat that used it, and takes it along when it is deleted


class Files:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, file: StoredFile) -> None:
        values = (file.id, file.owner, file.name, file.mime_type, file.size, file.uploaded, file.status, "", None)
        with self._transaction() as db:
            db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def owned_by(self, owner: str, file_ids: Sequence[str]) -> list[StoredFile]:
        """Those of the files that are the owner's, in the order of the ids."""
        found = {file.id: file for file in self._select("owner = ? AND id IN", (owner,), file_ids)}
        return [found[file_id] for file_id in dict.fromkeys(file_ids) if file_id in found]

    def of_chats(self, owner: str, chat_ids: Sequence[str]) -> list[StoredFile]:
        return self._select("owner = ? AND chat_id IN", (owner,), chat_ids)

    def unfinished(self) -> list[StoredFile]:
        return self._select("status IN", (), [FileStatus.PROCESSING])

    def finish(self, file_id: str, status: FileStatus, failure: Failure | None = None) -> bool:
        """What became of the upload; False, if it was deleted meanwhile."""
        query = "UPDATE files SET status = ?, failure = ? WHERE id = ? AND status = ?"
        with self._transaction() as db:
            return db.execute(query, (status, failure or "", file_id, FileStatus.PROCESSING)).rowcount > 0

    def attach(self, chat_id: str, file_ids: Iterable[str]) -> None:
        with self._transaction() as db:
            changes = [(chat_id, file_id) for file_id in file_ids]
            db.executemany("UPDATE files SET chat_id = ? WHERE id = ? AND chat_id IS NULL", changes)

    def delete(self, file_ids: Iterable[str]) -> None:
        with self._transaction() as db:
            changes = [(FileStatus.DELETED, file_id) for file_id in file_ids]
            db.executemany("UPDATE files SET status = ?, failure = '' WHERE id = ?", changes)

    def _select(self, condition: str, values: tuple[str, ...], listed: Sequence[str]) -> list[StoredFile]:
        # The conditions are the three above, never what came over the wire.
        query = f"SELECT * FROM files WHERE {condition} (SELECT value FROM json_each(?)) ORDER BY rowid"  # noqa: S608
        with self._transaction() as db:
            return [_file(row) for row in db.execute(query, (*values, json.dumps(listed)))]


def _file(row: sqlite3.Row) -> StoredFile:
    return StoredFile(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        mime_type=row["mime_type"],
        size=row["size"],
        uploaded=row["uploaded"],
        status=FileStatus(row["status"]),
        failure=Failure(row["failure"]) if row["failure"] else None,
        chat_id=row["chat_id"],
    )
