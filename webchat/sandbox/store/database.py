"""One SQLite file, shared by threads, one transaction at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

# WAL lets the file be copied and looked into while the sandbox runs.
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA foreign_keys = ON;

CREATE TABLE IF NOT EXISTS chats (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, application_id TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS chats_of_owner ON chats (owner, updated);

CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chats ON DELETE CASCADE, message TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat_id);

CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, mime_type TEXT NOT NULL,
    size INTEGER NOT NULL, uploaded INTEGER NOT NULL, status TEXT NOT NULL, failure TEXT NOT NULL,
    chat_id TEXT
);
CREATE INDEX IF NOT EXISTS files_of_chat ON files (chat_id);

CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, token TEXT NOT NULL, vote TEXT NOT NULL, comments TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, name TEXT NOT NULL, redirect_uris TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS codes (
    hash TEXT PRIMARY KEY, owner TEXT NOT NULL, client_id TEXT NOT NULL, family TEXT NOT NULL,
    redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL, expires REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, client_id TEXT NOT NULL, family TEXT NOT NULL,
    expires REAL NOT NULL, used INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS tokens_of_family ON tokens (family);

CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5 (
    title, heading, body, source UNINDEXED, page UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2'
);
"""


class Database:
    def __init__(self, path: Path, schema: str = "") -> None:
        """`schema` makes further tables."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, autocommit=True)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA + schema)
        self._connection.autocommit = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._connection:
            yield self._connection

    def close(self) -> None:
        self._connection.close()
