from datetime import UTC, datetime

import pytest

from webchat.upstream.glean.files import chat_file, known_files, uploaded_files
from webchat.upstream.types.saved import ChatFile, FileStatus


def test_a_file_with_all_that_is_known_of_it():
    metadata = {"status": "PROCESSED", "uploadTime": 1_790_000_000, "processedSize": 2048, "mimeType": "text/plain"}
    assert chat_file({"id": "F1", "name": "a.txt", "metadata": metadata}) == ChatFile(
        id="F1",
        name="a.txt",
        status=FileStatus.READY,
        size=2048,
        content_type="text/plain",
        uploaded=datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({"status": "PROCESSING"}, FileStatus.PROCESSING),
        ({"status": "PARTIALLY_PROCESSED"}, FileStatus.PARTLY_READY),
        ({"status": "FAILED"}, FileStatus.FAILED),
        ({"status": "DELETED"}, FileStatus.DELETED),
        ({"status": "NEW", "failureReason": "EMPTY_CONTENT"}, FileStatus.FAILED),
        ({"status": "NEW"}, FileStatus.PROCESSING),
        ({"status": None}, FileStatus.PROCESSING),
        (None, FileStatus.PROCESSING),
    ],
)
def test_every_status_is_one_of_ours(metadata, status):
    assert chat_file({"id": "F1", "metadata": metadata}).status is status


def test_a_failure_keeps_its_code():
    assert chat_file({"metadata": {"failureReason": "FILE_TOO_LARGE"}}).failure == "FILE_TOO_LARGE"


def test_uploads_are_a_list_in_which_a_refused_one_has_a_failure():
    refused = {"name": "b", "metadata": {"status": "FAILED", "failureReason": "AV_SCAN_FAILED"}}
    files = uploaded_files({"files": [{"id": "F1"}, refused, {"name": "nothing"}, None]})
    assert [(file.id, file.failure) for file in files] == [("F1", ""), ("", "AV_SCAN_FAILED")]


def test_known_files_are_a_map_whose_keys_are_the_ids():
    files = known_files({"files": {"F1": {"name": "a.txt"}, "F2": None}})
    assert files == {"F1": ChatFile("F1", "a.txt")}


@pytest.mark.parametrize("files", [None, [], "files", 3])
def test_files_of_a_wrong_type_are_none(files):
    assert known_files({"files": files}) == {}
    assert uploaded_files({"files": {} if files == [] else files}) == ()
