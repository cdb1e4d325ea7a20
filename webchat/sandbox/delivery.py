"""How a turn reaches its client: line by line, as a whole, or not at all."""

import json

from anyio import fail_after
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from webchat.sandbox.access import refusal
from webchat.sandbox.stream import CutOff, Stream
from webchat.sandbox.turn import Turn
from webchat.sandbox.wire import Wire


async def play_unseen(turn: Turn) -> None:
    """For a request that was answered with 202: the reply is found in the chat."""
    async with turn.kept():
        try:
            async for _ in turn.responses():
                pass
        except CutOff:
            pass


async def whole(turn: Turn, seconds: float | None) -> Response:
    """One JSON object. `text/plain`, as for the stream, is what the official SDK refuses here."""
    cut = False
    try:
        async with turn.kept():
            with fail_after(seconds):
                async for _ in turn.responses():
                    pass
    except TimeoutError as error:
        raise refusal(408, "Request Timeout") from error
    except CutOff:
        cut = True
    follow_ups = {"followUpPrompts": turn.transcript.follow_ups} if turn.transcript.follow_ups else {}
    body = {"messages": turn.transcript.messages, **follow_ups, **turn.closing()}
    return _Torn(body) if cut else JSONResponse(body)


class _Torn(JSONResponse):
    """The first half of what its Content-Length promises. A server closes the connection of an unfinished response."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


class LineStream(Stream):
    """A ChatResponse a line."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    async def send(self, send: Send) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        async with self._turn.kept():
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            try:
                async for response in self._turn.responses():
                    await send({"type": "http.response.body", "body": _line(response), "more_body": True})
            except CutOff:
                return  # the server closes the connection of an unfinished response
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _line(response: Wire | bytes) -> bytes:
    if isinstance(response, bytes):
        return response
    return json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
