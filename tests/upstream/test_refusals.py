from datetime import UTC, datetime

import pytest

from webchat.upstream.errors import (
    BadResponse,
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    TimedOut,
    TokenRefused,
    TooLarge,
    Unavailable,
)
from webchat.upstream.refusals import Refusal, error_for, seconds_to_wait

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (302, BadResponse),
        (400, Rejected),
        (401, TokenRefused),
        (403, Forbidden),
        (404, NotFound),
        (408, TimedOut),
        (409, Conflict),
        (410, NotFound),
        (413, TooLarge),
        (418, Rejected),
        (422, Rejected),
        (429, RateLimited),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
        (999, BadResponse),
    ],
)
def test_every_status_becomes_one_of_ours(status, ours):
    assert type(error_for(Refusal(status))) is ours


def test_the_detail_is_one_line_and_not_long():
    detail = error_for(Refusal(400, b"bad\nrequest " + b"x" * 10_000)).detail
    assert detail.startswith("400 bad request xxx")
    assert len(detail) == 500


def test_a_body_that_is_no_text_is_no_trouble():
    assert error_for(Refusal(500, b"\xff\xfe")).detail == "500 \ufffd\ufffd"


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 12:00:30", None),
        ("", None),
        ("-7", None),
        ("soon", None),
        ("nan", None),
        ("9" * 400, 24 * 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 24 * 3600),
    ],
)
def test_retry_after_is_seconds_or_a_date(retry_after, seconds):
    assert seconds_to_wait(retry_after, NOW) == seconds
