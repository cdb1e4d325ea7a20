"""One call of Chatter."""

import json
from collections.abc import Mapping
from uuid import uuid4

from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.refusals import ErrorMap, chatter_error
from webchat.upstream.errors import BadResponse
from webchat.upstream.http import Request
from webchat.upstream.wire import parse_any

Body = Mapping[str, object]

CORRELATION_ID = "X-Correlation-ID"


def chatter_request(
    config: ChatterConfig, method: str, path: str, body: Body | None = None, error: ErrorMap = chatter_error
) -> Request:
    """Over a connection that is used once: after a 500, Chatter drops it without a word."""
    identity = uuid4().hex
    content_type = {} if body is None else {"Content-Type": "application/json"}
    return Request(
        method=method,
        url=f"{config.base_url}{path}",
        headers={
            "Accept": "*/*",
            "Connection": "close",
            CORRELATION_ID: identity,
            **content_type,
        },
        body=None if body is None else json.dumps(body).encode(),
        error=lambda refusal: error(refusal, identity),
    )


def parsed(body: bytes) -> object:
    try:
        return parse_any(body)
    except ValueError as error:
        raise BadResponse(str(error)) from error


def correlation_id(request: Request) -> str:
    """By which the server's own log knows it."""
    return str(request.headers[CORRELATION_ID])
