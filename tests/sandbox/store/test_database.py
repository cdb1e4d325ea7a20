"""webchat.sandbox.store.database."""

from pathlib import Path

import pytest

from webchat.sandbox.store.database import Database

_CHAT = "INSERT INTO chats (id, owner, name, application_id, created, updated) VALUES ('c1', 'o', 'n', '', 1, 1)"


def add_and_fail(database: Database) -> None:
    with database.transaction() as db:
        db.execute(_CHAT)
        raise RuntimeError


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "new folder" / "db.sqlite3")
    with pytest.raises(RuntimeError):
        add_and_fail(database)
    with database.transaction() as db:
        assert db.execute("SELECT count(*) FROM chats").fetchone()[0] == 0


def test_what_was_committed_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = Database(tmp_path / "db.sqlite3")
    with first.transaction() as db:
        db.execute(_CHAT)
    first.close()
    with Database(tmp_path / "db.sqlite3").transaction() as db:
        assert db.execute("SELECT id FROM chats").fetchone()["id"] == "c1"
