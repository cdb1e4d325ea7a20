"""What GET /metrics tells: how often each path was asked, and how long it took."""

import time
from collections import defaultdict
from datetime import UTC, datetime

from webchat.sandbox.chatter.wire import Wire

_NOT_MEASURED: Wire = {
    "p95_response_time": 0.0,
    "p99_response_time": 0.0,
}
_NOT_COUNTED: Wire = {"cache_hit_rate": 0.0, "avg_db_queries": 0.0, "total_db_time_ms": 0.0}


class Traffic:
    def __init__(self) -> None:
        self._since = time.monotonic()
        self._times: dict[str, list[float]] = defaultdict(list)  # milliseconds
        self._statuses: dict[str, list[int]] = defaultdict(list)

    def note(self, endpoint: str, status: int, milliseconds: float) -> None:
        self._times[endpoint].append(milliseconds)
        self._statuses[endpoint].append(status)

    def metrics(self) -> Wire:
        times = [each for times in self._times.values() for each in times]
        errors = sum(_errors(statuses) for statuses in self._statuses.values())
        health = {
            "status": "healthy",
            "checks_available": False,
            "request_rate": len(times) / (time.monotonic() - self._since),
            "error_rate": errors / len(times) if times else 0.0,
            "avg_response_time": sum(times) / len(times) if times else 0.0,
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
            "endpoints": {endpoint: self._endpoint(endpoint) for endpoint in self._times},
        }

    def _endpoint(self, endpoint: str) -> Wire:
        times, statuses = self._times[endpoint], self._statuses[endpoint]
        return {
            "avg_response_time": sum(times) / len(times),
            "min_response_time": min(times),
            "max_response_time": max(times),
            **_NOT_MEASURED,
            "total_requests": len(times),
            "error_count": _errors(statuses),
            "rate_limited_count": statuses.count(429),
            **_NOT_COUNTED,
        }


def _errors(statuses: list[int]) -> int:
    return sum(status >= 500 for status in statuses)  # noqa: PLR2004 - of HTTP
