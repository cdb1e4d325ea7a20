"""Refuses what is too large before Django writes it to disk."""

from collections.abc import Callable

from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    HTTPScope,
    Scope,
)

from webchat import headers

SENTENCE = b"This is more than can be sent at once.\n"


class BodyLimit:
    """Answers 413 as soon as a request declares, or has sent, more bytes than `limit(method, path)`."""

    def __init__(self, app: ASGI3Application, limit: Callable[[str, str], int]) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit(scope["method"], scope["path"])
        body = _CountedBody(receive, limit)
        if _declared(scope) <= limit:
            await self.app(scope, body.receive, send)
            if body.left >= 0:
                return
        await body.discard(limit)
        await _refuse(send)


class _CountedBody:
    """Passes on a request's body. Past the limit it says that the client has gone, and Django lets the request go
    without an answer: nothing has been sent by then, because Django reads the whole body first."""

    def __init__(self, receive: ASGIReceiveCallable, limit: int) -> None:
        self._receive = receive
        self._ended = False
        self.left = limit

    async def receive(self) -> ASGIReceiveEvent:
        event = await self._counted()
        return {"type": "http.disconnect"} if self.left < 0 else event

    async def discard(self, most: int) -> None:
        """Read on for a while: a browser that is cut off while it sends shows a dead connection, not our answer."""
        least = self.left - most
        while not self._ended and self.left > least:
            await self._counted()

    async def _counted(self) -> ASGIReceiveEvent:
        event = await self._receive()
        if event["type"] == "http.request":
            self.left -= len(event["body"])
            self._ended = not event["more_body"]
        else:
            self._ended = True
        return event


def _declared(scope: HTTPScope) -> int:
    """The length in bytes a request says its body has; 0 where it does not say."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    # Twenty digits are more than enough, and thousands would not become a number at all.
    return int(lengths[0][:20]) if lengths and lengths[0].isdigit() else 0


async def _refuse(send: ASGISendCallable) -> None:
    told = headers.COMMON | {
        "Cache-Control": "private, no-store",
        "Connection": "close",
        "Content-Length": str(len(SENTENCE)),
        "Content-Security-Policy": headers.NO_RIGHTS,
        "Content-Type": "text/plain; charset=utf-8",
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": 413, "headers": encoded, "trailers": False})
    await send({"type": "http.response.body", "body": SENTENCE, "more_body": False})
