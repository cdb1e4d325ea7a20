"""webchat.sandbox.intake: what becomes of an upload, over HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.conftest import serving
from tests.sandbox.client import Client
from webchat.sandbox.app import create_app
from webchat.sandbox.settings import Settings
from webchat.sandbox.store.files import Failure

TEXT = b"The mooring plan of berth 4 is with the harbour master. "


@pytest.fixture(scope="module")
def url(served: Settings) -> Iterator[str]:
    with serving(create_app(replace(served, smallest_file=5, largest_file=2000))) as url:
        yield url


async def test_a_readable_file_becomes_processed(erin: Client) -> None:
    file = await erin.processed("plan.txt", TEXT)
    assert file["metadata"]["status"] == "PROCESSED"
    assert file["metadata"]["processedSize"] == len(TEXT)
    assert "failureReason" not in file["metadata"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("song.mp3", TEXT, Failure.FILE_EXTENSION_UNSUPPORTED),
        ("none", TEXT, Failure.FILE_EXTENSION_UNSUPPORTED),
        ("blank.txt", b"  \n  \n", Failure.EMPTY_CONTENT),
        ("broken.pdf", b"%PDF-1.7 not really", Failure.PARSE_FAILED),
        ("broken.docx", b"PK not really", Failure.PARSE_FAILED),
        ("broken.json", b"{ {{ {", Failure.PARSE_FAILED),
        ("binary.txt", b"\x00\x01\x02\x03\x04", Failure.PARSE_FAILED),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(erin: Client, name: str, content: bytes, reason: Failure) -> None:
    file = await erin.processed(name, content)
    assert (file["metadata"]["status"], file["metadata"]["failureReason"]) == ("FAILED", reason)


@pytest.mark.parametrize("reason", list(Failure))
async def test_every_failure_can_be_had_by_name(erin: Client, reason: Failure) -> None:
    file = await erin.processed(f"{reason}.txt", TEXT)
    assert file["metadata"]["failureReason"] == reason


async def test_a_status_can_be_had_by_name(erin: Client) -> None:
    file = await erin.processed("PARTIALLY_PROCESSED.txt", TEXT)
    assert file["metadata"]["status"] == "PARTIALLY_PROCESSED"


@pytest.mark.parametrize(
    ("size", "status", "reason"),
    [
        (4, "FAILED", "FILE_TOO_SMALL"),
        (5, "PROCESSED", None),
        (2000, "PROCESSED", None),
        (2001, "FAILED", "FILE_TOO_LARGE"),
    ],
)
async def test_sizes_have_limits(erin: Client, size: int, status: str, reason: str | None) -> None:
    file = await erin.processed("plan.txt", b"x" * size)
    assert (file["metadata"]["status"], file["metadata"].get("failureReason")) == (status, reason)


async def test_a_file_that_is_too_large_is_not_kept(erin: Client, served: Settings) -> None:
    file = await erin.processed("plan.txt", b"x" * 2001)
    assert not (served.data / "files" / file["id"]).exists()


def test_the_limits_are_those_of_the_product() -> None:
    fields = Settings.__dataclass_fields__
    assert (fields["smallest_file"].default, fields["largest_file"].default) == (1024, 64 * 1024 * 1024)
