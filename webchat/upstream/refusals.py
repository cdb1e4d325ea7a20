"""What an answer means whose status is an error. What a status means to one chat API only is told by its adapter."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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
    UpstreamError,
)

LONGEST_WAIT = 24 * 3600.0  # seconds; a server may name more digits than there are numbers
LONGEST_DETAIL = 500  # characters kept of a body

ERROR_FOR_STATUS: Mapping[int, type[UpstreamError]] = {
    401: TokenRefused,
    403: Forbidden,
    404: NotFound,
    408: TimedOut,
    409: Conflict,
    410: NotFound,
    413: TooLarge,
    429: RateLimited,
}
ERROR_FOR_HUNDREDS: Mapping[int, type[UpstreamError]] = {4: Rejected, 5: Unavailable}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer whose status is an error. Of the body, only the beginning."""

    status: int
    body: bytes = b""
    retry_after: str = ""

    @property
    def detail(self) -> str:
        words = " ".join(self.body.decode(errors="replace").split())
        return f"{self.status} {words}"[:LONGEST_DETAIL]


def error_for(refusal: Refusal) -> UpstreamError:
    """Lifts a status into our tree. A redirect is nothing that a chat API promises: BadResponse."""
    ours = ERROR_FOR_STATUS.get(refusal.status) or ERROR_FOR_HUNDREDS.get(refusal.status // 100, BadResponse)
    if ours is RateLimited:
        return RateLimited(refusal.detail, retry_after=seconds_to_wait(refusal.retry_after, datetime.now(UTC)))
    return ours(refusal.detail)


def seconds_to_wait(retry_after: str, now: datetime) -> float | None:
    """What a Retry-After header asks for: a number of seconds or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return min(float(retry_after), LONGEST_WAIT)
    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return min(max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds()), LONGEST_WAIT)
    return None
