"""What stands around every response: headers, counting, compression, and the end of a connection."""

import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.limits import Taken, limit_of
from webchat.sandbox.chatter.problems import Crash, crash_response, problem_response, too_many
from webchat.sandbox.chatter.wire import new_id

_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": "1; mode=block",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "referrer-policy": "strict-origin-when-cross-origin",
}


class Crashes:
    """A failure that nobody expected: a bare 500, and then the connection is gone without a word about it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Crash as crash:
            response = crash_response(Request(scope), crash)
            start = {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
            await send(start)
            # A server closes the connection of a response that is not said to be complete.
            await send({"type": "http.response.body", "body": response.body, "more_body": True})


class Envelope:
    def __init__(self, app: ASGIApp, backend: ChatterBackend) -> None:
        self._app = app
        self._backend = backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["state"]["correlation_id"] = headers.get("x-correlation-id", "").strip() or self._new_id()
        if not self._trusts(headers.get("host", "")):
            correlation = {"x-correlation-id": scope["state"]["correlation_id"]}
            await PlainTextResponse("Invalid host header", 400, correlation)(scope, receive, send)
            return
        taken = self._taken(scope, headers)
        if taken and taken.remaining < 0:
            refused = problem_response(Request(scope), too_many(taken.limit.requests, taken.limit.window))
            refused.headers.update(taken.headers)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, self._sealed(scope, send, taken))

    def _sealed(self, scope: Scope, send: Send, taken: Taken | None) -> Send:
        started = time.perf_counter()

        async def seal(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_FIXED | (taken.headers if taken else {}))
                headers["x-correlation-id"] = scope["state"]["correlation_id"]
                endpoint = f"{scope['method']}:{scope['path']}"
                self._backend.traffic.note(endpoint, message["status"], (time.perf_counter() - started) * 1000)
            await send(message)

        return seal

    def _new_id(self) -> str:
        return new_id() if self._backend.layout.ulids else str(uuid4())

    def _trusts(self, host: str) -> bool:
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return name.lower() in self._backend.settings.trusted_hosts

    def _taken(self, scope: Scope, headers: Headers) -> Taken | None:
        limit = limit_of(scope["path"]) if self._backend.settings.limited else None
        return self._backend.limits.take(_address(scope, headers), scope["path"], limit) if limit else None


def _address(scope: Scope, headers: Headers) -> str:
    """Whatever the client says it is."""
    forwarded = headers.get("x-forwarded-for", "").partition(",")[0].strip()
    return forwarded or headers.get("x-real-ip", "") or (scope["client"] or ("",))[0]
