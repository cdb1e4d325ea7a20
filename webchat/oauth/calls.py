"""Every request to a provider: no redirect is followed, and no answer may take long or be large."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webchat.oauth.errors import OAuthError, Refused, Unanswered, Untrusted
from webchat.upstream.errors import Interrupted, UpstreamError
from webchat.upstream.http import HttpClient, Request
from webchat.upstream.refusals import Refusal, error_for

PATIENCE = 10.0  # seconds for a whole answer, however slowly it trickles
LONGEST = 1024**2  # bytes

JsonObject = Mapping[str, Any]


async def fetch(http: HttpClient, request: Request) -> JsonObject:
    """The JSON object that a provider answers with."""
    return parsed(await send(http, request))


async def send(http: HttpClient, request: Request) -> bytes:
    request = replace(request, longest=LONGEST, error=_Refusal)
    try:
        async with asyncio.timeout(PATIENCE):
            return await http.fetch(request)
    except TimeoutError as error:
        raise Unanswered("takes too long") from error
    except _Refusal as error:
        raise _lifted(error.refusal) from error
    except UpstreamError as error:
        name = type(error).__name__
        raise Unanswered(name) if error.temporary or isinstance(error, Interrupted) else Untrusted(name) from error


def parsed(body: bytes) -> JsonObject:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Untrusted("not JSON") from error
    if not isinstance(value, dict):
        raise Untrusted("not a JSON object")
    return value


class _Refusal(UpstreamError):
    """Keeps what an answer said whose status is an error."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def _lifted(refusal: Refusal) -> OAuthError:
    """An error of OAuth is a JSON object (RFC 6749, 5.2); everything else is told by its status."""
    if error_for(refusal).temporary:
        return Unanswered(str(refusal.status))
    try:
        return Refused(parsed(refusal.body)["error"])
    except (Untrusted, KeyError):
        return Untrusted(str(refusal.status))
