"""Error bodies (RFC 9457). What they say is not kept: a 422 repeats the password it was sent, a 500 its SQL."""

import re
from dataclasses import replace

from webchat.upstream.errors import UpstreamError
from webchat.upstream.http import Refusal, error_for
from webchat.upstream.wire import Wire, parse, string

SLUG = re.compile(r"/problems/([a-z-]{1,60})\Z")
TITLE = re.compile(r"[A-Za-z ]{1,60}")


def chatter_error(refusal: Refusal, correlation_id: str) -> UpstreamError:
    return error_for(replace(refusal, body=_known(refusal, correlation_id).encode()))


def problem(refusal: Refusal) -> Wire:
    try:
        return parse(refusal.body)
    except ValueError:
        return {}


def _known(refusal: Refusal, correlation_id: str) -> str:
    """The kind of the problem, and where the server's own log says more."""
    said = problem(refusal)
    slug, title = SLUG.search(string(said.get("type"))), TITLE.fullmatch(string(said.get("title")))
    kind = slug[1] if slug else title[0] if title else ""
    return f"{kind} (correlation id {correlation_id})".lstrip()
