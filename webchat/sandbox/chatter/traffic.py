"""What GET /metrics tells: how often each path was asked, and how long it took."""

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from webchat.sandbox.chatter.wire import Wire

_NOT_MEASURED: Wire = {"p95_response_time": 0.0, "p99_response_time": 0.0}
_NOT_COUNTED: Wire = {"cache_hit_rate": 0.0, "avg_db_queries": 0.0, "total_db_time_ms": 0.0}


@dataclass(slots=True)
class Tally:
    """Times are milliseconds."""

    requests: int = 0
    errors: int = 0
    limited: int = 0
    total: float = 0.0
    shortest: float = float("inf")
    longest: float = 0.0

    @property
    def average(self) -> float:
        return self.total / self.requests if self.requests else 0.0

    @property
    def error_rate(self) -> float:
        return self.errors / self.requests if self.requests else 0.0

    def add(self, status: int, milliseconds: float) -> None:
        self.requests += 1
        self.errors += status >= 500  # noqa: PLR2004 - of HTTP
        self.limited += status == 429  # noqa: PLR2004
        self.total += milliseconds
        self.shortest = min(self.shortest, milliseconds)
        self.longest = max(self.longest, milliseconds)


class Traffic:
    def __init__(self) -> None:
        self._since = time.monotonic()
        self._all = Tally()
        self._endpoints: defaultdict[str, Tally] = defaultdict(Tally)

    def note(self, endpoint: str, status: int, milliseconds: float) -> None:
        self._all.add(status, milliseconds)
        self._endpoints[endpoint].add(status, milliseconds)

    def metrics(self) -> Wire:
        health = {
            "status": "healthy",
            "checks_available": False,
            "request_rate": self._all.requests / (time.monotonic() - self._since),
            "error_rate": self._all.error_rate,
            "avg_response_time": self._all.average,
            "cache_hit_rate": 0.0,
            "active_users": 0,
            "active_conversations": 0,
            "total_llm_tokens": 0,
            "estimated_llm_cost": 0,
        }
        return {
            "timestamp": datetime.now(UTC).isoformat(),
            "health": health,
            "performance": {"requests": 0, "errors": 0, "response_time_ms": 0},
            "endpoints": {endpoint: _wire(tally) for endpoint, tally in self._endpoints.items()},
        }


def _wire(tally: Tally) -> Wire:
    return {
        "avg_response_time": tally.average,
        "min_response_time": tally.shortest,
        "max_response_time": tally.longest,
        **_NOT_MEASURED,
        "total_requests": tally.requests,
        "error_count": tally.errors,
        "rate_limited_count": tally.limited,
        **_NOT_COUNTED,
    }
