"""Error bodies (RFC 9457). What they say is not kept: a 422 repeats the password it was sent, a 500 its SQL."""

import re
from collections.abc import Callable
from dataclasses import replace

from webchat.upstream.errors import NotFound, Rejected, ReplyFailed, UpstreamError
from webchat.upstream.refusals import Refusal, error_for
from webchat.upstream.wire import Wire, parse, string

SLUG = re.compile(r"/problems/([a-z-]{1,60})\Z")
TITLE = re.compile(r"[A-Za-z ]{1,60}")
BAD_REQUEST = 400
SERVER_ERROR = 500
NOT_FOUND = {"NotFoundError", "AuthorizationError"}  # what is somebody else's is not found either

ErrorMap = Callable[[Refusal, str], UpstreamError]  # by the id of the request, which its answer may not repeat


def chatter_error(refusal: Refusal, correlation_id: str) -> UpstreamError:
    return error_for(replace(refusal, body=_known(refusal, correlation_id).encode()))


def lookup_error(refusal: Refusal, correlation_id: str) -> UpstreamError:
    """For what is named by an id: 400 is one of a wrong form, 500 one that is unknown."""
    error = chatter_error(refusal, correlation_id)
    said = _problem(refusal)
    is_unknown = string(said.get("error_type")) in NOT_FOUND or "not found" in string(said.get("detail")).lower()
    if refusal.status == BAD_REQUEST or (refusal.status == SERVER_ERROR and is_unknown):
        return NotFound(error.detail)
    return error


def reply_error(refusal: Refusal, correlation_id: str) -> UpstreamError:
    """For a prompt: whatever fails inside is a 400, in the newest version a 500."""
    error = chatter_error(refusal, correlation_id)
    is_told = refusal.status in {BAD_REQUEST, SERVER_ERROR} and _problem(refusal)
    return ReplyFailed(error.detail) if is_told else error


def upload_error(refusal: Refusal, correlation_id: str) -> UpstreamError:
    """For a document: one that is there already or of a wrong kind is a 500 in the first versions."""
    error = chatter_error(refusal, correlation_id)
    return Rejected(error.detail) if refusal.status == SERVER_ERROR and _problem(refusal) else error


def _known(refusal: Refusal, correlation_id: str) -> str:
    """The kind of the problem, and where the server's own log says more."""
    said = _problem(refusal)
    slug, title = SLUG.search(string(said.get("type"))), TITLE.fullmatch(string(said.get("title")))
    kind = slug[1] if slug else title[0] if title else ""
    return f"{kind} (correlation id {correlation_id})".lstrip()


def _problem(refusal: Refusal) -> Wire:
    try:
        return parse(refusal.body)
    except ValueError:
        return {}
