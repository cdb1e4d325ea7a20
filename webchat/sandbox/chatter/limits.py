"""How often somebody may ask: sliding windows, in memory."""

import time
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    requests: int
    window: int  # seconds


@dataclass(frozen=True, slots=True)
class Taken:
    limit: Limit
    remaining: int  # below 0: refused

    @property
    def headers(self) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit.requests),
            "x-ratelimit-remaining": str(max(0, self.remaining)),
            "x-ratelimit-reset": str(int(time.time()) + self.limit.window),
            "x-ratelimit-window": str(self.limit.window),
        }


_USUAL = Limit(100, 60)
_LOGIN = Limit(10, 300)
_MODELS = Limit(30, 60)
_EXACTLY = {
    "/api/v1/auth/login": _LOGIN,
    "/api/v1/auth/register": _LOGIN,
    "/api/v1/auth/refresh": _LOGIN,
    "/api/v1/models/providers": _MODELS,
    "/api/v1/models/models": _MODELS,
}
_BENEATH = {"/api/v1/models/": Limit(200, 60)}
_NOT_COUNTED = frozenset({"/healthz", "/readyz", "/live"})

CHAT_OF_A_PERSON = Limit(30, 60)
STREAMS_OF_A_PERSON = Limit(20, 60)


class Limits:
    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], deque[float]] = {}

    def take(self, who: str, what: str, limit: Limit) -> Taken:
        """One more request. A refused one does not count."""
        now = time.monotonic()
        asked = self._asked.setdefault((who, what), deque())
        while asked and asked[0] <= now - limit.window:
            asked.popleft()
        remaining = limit.requests - len(asked) - 1
        if remaining >= 0:
            asked.append(now)
        return Taken(limit, remaining)


def limit_of(path: str) -> Limit | None:
    """None, if it is not counted."""
    if path in _NOT_COUNTED:
        return None
    beneath = (limit for prefix, limit in _BENEATH.items() if path.startswith(prefix))
    return _EXACTLY.get(path) or next(beneath, _USUAL)
