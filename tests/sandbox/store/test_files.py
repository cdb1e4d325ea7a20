"""webchat.sandbox.store.files."""

from dataclasses import replace
from pathlib import Path

import pytest

from webchat.sandbox.store.database import Database
from webchat.sandbox.store.files import Failure, Files, FileStatus, StoredFile

ERIN, STIG = "erin@example.com", "stig@example.com"
PLAN = StoredFile(id="F1", owner=ERIN, name="plan.txt", mime_type="text/plain", size=7, uploaded=10)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    files = Files(Database(tmp_path / "db.sqlite3"))
    files.add(PLAN)
    return files


def test_a_file_is_found_by_its_owner_only(files: Files) -> None:
    assert files.owned_by(ERIN, ["F1", "F2"]) == [PLAN]
    assert files.owned_by(STIG, ["F1"]) == []


def test_files_come_in_the_order_asked_for_and_once(files: Files) -> None:
    files.add(replace(PLAN, id="F2"))
    assert [file.id for file in files.owned_by(ERIN, ["F2", "F1", "F2"])] == ["F2", "F1"]


def test_processing_ends_once(files: Files) -> None:
    assert files.unfinished() == [PLAN]
    assert files.finish("F1", FileStatus.FAILED, Failure.PARSE_FAILED)
    assert files.unfinished() == []
    assert not files.finish("F1", FileStatus.PROCESSED)
    [file] = files.owned_by(ERIN, ["F1"])
    assert (file.status, file.failure) == (FileStatus.FAILED, Failure.PARSE_FAILED)


def test_a_file_deleted_during_processing_stays_deleted(files: Files) -> None:
    files.delete(["F1"])
    assert not files.finish("F1", FileStatus.PROCESSED)
    assert files.owned_by(ERIN, ["F1"])[0].status is FileStatus.DELETED


def test_a_file_belongs_to_the_first_chat_that_used_it(files: Files) -> None:
    files.attach("c1", ["F1"])
    files.attach("c2", ["F1"])
    assert [file.id for file in files.of_chats(ERIN, ["c1"])] == ["F1"]
    assert files.of_chats(ERIN, ["c2"]) == []
    assert files.of_chats(STIG, ["c1"]) == []
