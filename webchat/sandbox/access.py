"""Who is calling, what they sent, and what is theirs."""

import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from webchat.sandbox import wire
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.store.grants import ACCESS
from webchat.sandbox.wire import Wire

_MOST_BYTES = 16 * 1024 * 1024  # of a JSON body: an unsaved chat is sent along as context


class Refused(Exception):
    """The operation ends with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> Refused:
    """Plain text with a line end, as a Go server writes it."""
    return Refused(PlainTextResponse(f"{sentence}\n", status, headers))


def backend_of(request: Request) -> Backend:
    backend: Backend = request.app.state.backend
    return backend


def user_of(request: Request) -> str:
    """The address the request acts as: with the global token there must be one, with somebody's own there must not."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise refusal(401, "Invalid Secret")
    backend, token = backend_of(request), token.strip()
    address = request.headers.get("X-Glean-ActAs") or request.headers.get("X-Scio-Actas", "")
    if not secrets.compare_digest(token.encode(), backend.settings.token.encode()):
        return _owner(backend, token, address)
    if not address:
        raise refusal(400, "Required header missing: X-Glean-ActAs")
    if "@" not in address.strip("@"):
        raise refusal(401, "Invalid identity")
    return address.lower()


def _owner(backend: Backend, token: str, act_as: str) -> str:
    known = backend.grants.token(ACCESS, token)
    if known is None:
        raise refusal(401, "Invalid Secret")
    if known.has_expired:
        raise refusal(401, "Token has expired")
    if act_as:
        raise refusal(400, "Header not allowed: X-Glean-ActAs")
    return known.grant.owner


async def json_object(request: Request) -> dict[str, Any]:
    """An empty body is an empty object."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise refusal(400, "Request too large")
    try:
        value = json.loads(body or b"{}")
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is JSON, and no text
    except (ValueError, RecursionError) as error:
        raise refusal(400, "Bad Request") from error
    if not isinstance(value, dict):
        raise refusal(400, "Bad Request")
    return value


def operation(work: Callable[[Backend, str, Wire], Wire | None]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint from a function of the user and the JSON body. It runs in a thread: the store blocks."""

    async def endpoint(request: Request) -> Response:
        user = user_of(request)
        body = await json_object(request)
        result = await run_in_threadpool(work, backend_of(request), user, body)
        return Response() if result is None else JSONResponse(result)

    return endpoint


def string(body: Wire, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise refusal(400, f"{name}: required")
    return value


def strings(body: Wire, name: str) -> list[str]:
    values = body.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise refusal(400, f"{name}: required, not empty")
    return values


def owned_chat(backend: Backend, user: str, chat_id: str) -> SavedChat:
    """Another user's chat is a 403 that says who could grant access, an unknown one a 400: getchat documents both."""
    chat = backend.chats.get(chat_id)
    if chat is None:
        raise refusal(400, "Chat not found")
    if chat.owner != user:
        raise Refused(JSONResponse(_access_denied(chat.owner), 403))
    return chat


def _access_denied(owner: str) -> Wire:
    return {
        "errorType": "PERMISSION_DENIED",
        "createdBy": wire.user(owner),
        "requestableRoles": ["VIEWER"],
        "hasPendingRequest": False,
    }
