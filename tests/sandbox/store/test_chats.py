"""webchat.sandbox.store.chats."""

from pathlib import Path

import pytest

from webchat.sandbox.store.chats import Chats, SavedChat
from webchat.sandbox.store.database import Database

ERIN, STIG = "erin@example.com", "stig@example.com"


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats(Database(tmp_path / "db.sqlite3"))


def chat(chat_id: str, owner: str = ERIN, updated: int = 10) -> SavedChat:
    return SavedChat(chat_id, owner, f"Chat {chat_id}", "handbook", created=5, updated=updated)


def test_a_chat_is_found_as_it_was_made(chats: Chats) -> None:
    chats.create(chat("c1"))
    assert chats.get("c1") == chat("c1")
    assert chats.get("c2") is None


def test_the_owners_chats_come_last_changed_first(chats: Chats) -> None:
    for made in chat("old", updated=10), chat("new", updated=30), chat("other", STIG), chat("middle", updated=20):
        chats.create(made)
    assert [found.id for found in chats.owned_by(ERIN)] == ["new", "middle", "old"]


def test_messages_come_newest_first_and_change_the_chat(chats: Chats) -> None:
    chats.create(chat("c1"))
    chats.add_messages("c1", [{"n": 1}, {"n": "zwei ü"}])
    assert chats.messages("c1") == [{"n": "zwei ü"}, {"n": 1}]
    found = chats.get("c1")
    assert found
    assert found.updated > 10


def test_messages_of_a_chat_that_is_gone_are_dropped(chats: Chats) -> None:
    chats.add_messages("c1", [{"n": 1}])
    chats.create(chat("c1"))
    assert chats.messages("c1") == []


def test_only_the_owner_deletes(chats: Chats) -> None:
    chats.create(chat("c1"))
    chats.delete(STIG, ["c1"])
    assert chats.get("c1")
    chats.delete(ERIN, ["c1"])
    assert chats.get("c1") is None


def test_messages_go_with_their_chat(chats: Chats) -> None:
    chats.create(chat("c1"))
    chats.add_messages("c1", [{"n": 1}])
    chats.delete(ERIN, ["c1"])
    assert chats.messages("c1") == []
