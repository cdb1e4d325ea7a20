"""Who is calling, what they sent, and what is theirs."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.fields import Field, body_values, error, invalid, query_values
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.problems import Problem, unauthorized
from webchat.sandbox.chatter.store.accounts import Account
from webchat.sandbox.chatter.tokens import ACCESS
from webchat.sandbox.chatter.wire import Wire, is_id

_MOST_BYTES = 16 * 1024 * 1024  # of a JSON body


@dataclass(frozen=True, slots=True)
class Call:
    """An operation that somebody asks for."""

    backend: ChatterBackend
    account: Account
    path: Mapping[str, str]  # parameters
    body: Wire
    query: Wire

    @property
    def layout(self) -> Layout:
        return self.backend.layout

    def id(self, name: str) -> str:
        """A parameter of the path that must be an id."""
        if not is_id(self.path[name]):
            raise Problem(400, "Invalid ULID format: must be a valid ULID")
        return self.path[name]


def operation(
    work: Callable[[Call], Any],
    *,
    body: Sequence[Field] | None = None,
    query: Sequence[Field] = (),
    status: int = 200,
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint from a function of a call, which gives JSON. It runs in a thread: the store blocks."""

    async def endpoint(request: Request) -> Response:
        call = await read_call(request, body, query)
        return JSONResponse(await run_in_threadpool(work, call), status)

    return endpoint


async def read_call(request: Request, body: Sequence[Field] | None = None, query: Sequence[Field] = ()) -> Call:
    backend = backend_of(request)
    account = await run_in_threadpool(account_of, request)
    asked = query_values(query, request.query_params)
    sent = {} if body is None else body_values(body, await json_object(request))
    return Call(backend, account, request.path_params, sent, asked)


def backend_of(request: Request) -> ChatterBackend:
    backend: ChatterBackend = request.app.state.backend
    return backend


def account_of(request: Request) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise unauthorized("Authentication credentials required")
    backend = backend_of(request)
    return owner_of(backend, backend.tokens.claims(ACCESS, token.strip()))


def owner_of(backend: ChatterBackend, claims: Wire | None) -> Account:
    """Of a token with these claims."""
    if claims is None:
        raise unauthorized("Invalid token")
    if backend.accounts.is_revoked(claims["jti"]):
        raise unauthorized("Token has been revoked")
    account = backend.accounts.get(claims["sub"])
    if account is None:
        raise unauthorized("User not found")
    return account


async def json_object(request: Request) -> dict[str, Any]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Problem(400, "Request too large")
    if not body:
        raise invalid([error("missing", ["body"], "Field required", None)])
    try:
        value = json.loads(body, parse_constant=_refuse)  # NaN and its like are no JSON
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is JSON, and no text
    except (ValueError, RecursionError) as wrong:
        raise invalid(
            [error("json_invalid", ["body", 0], "JSON decode error", {}, error=type(wrong).__name__)]
        ) from wrong
    if not isinstance(value, dict):
        message = "Input should be a valid dictionary or object to extract fields from"
        raise invalid([error("model_attributes_type", ["body"], message, value)])
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)
