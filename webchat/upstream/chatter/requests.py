"""One call of Chatter."""

import json
from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.refusals import chatter_error
from webchat.upstream.credential import Headers
from webchat.upstream.errors import BadResponse
from webchat.upstream.http import Request
from webchat.upstream.wire import Wire, parse

Body = Mapping[str, object]


def chatter_request(
    config: ChatterConfig, method: str, path: str, body: Body | None = None, headers: Headers | None = None
) -> Request:
    """Over a connection that is used once: after a 500, Chatter drops it without a word."""
    correlation_id = uuid4().hex
    content_type = {} if body is None else {"Content-Type": "application/json"}
    return Request(
        method=method,
        url=f"{config.base_url}{path}",
        headers={
            "Accept": "*/*",
            "Connection": "close",
            "X-Correlation-ID": correlation_id,
            **content_type,
            **(headers or {}),
        },
        body=None if body is None else json.dumps(body).encode(),
        error=partial(chatter_error, correlation_id=correlation_id),
    )


def parsed(body: bytes) -> Wire:
    try:
        return parse(body)
    except ValueError as error:
        raise BadResponse(str(error)) from error
