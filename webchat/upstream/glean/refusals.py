"""Error bodies that say more than their status."""

from webchat.upstream.errors import AccessDenied, NotFound, SpendLimitReached, UpstreamError
from webchat.upstream.refusals import Refusal, error_for
from webchat.upstream.wire import Wire, mapping, parse, string

BAD_REQUEST = 400


def glean_error(refusal: Refusal) -> UpstreamError:
    said = _object(refusal.body)
    if "spend_limit_exceeded" in (said.get("code"), mapping(said.get("error")).get("code")):
        return SpendLimitReached(refusal.detail)
    if said.get("errorType") == "PERMISSION_DENIED":
        return AccessDenied(refusal.detail, owner=string(mapping(said.get("createdBy")).get("name")))
    return error_for(refusal)


def lookup_error(refusal: Refusal) -> UpstreamError:
    """For an operation that takes one id: it documents a 400 and no 404, and only the id can be wrong."""
    return NotFound(refusal.detail) if refusal.status == BAD_REQUEST else glean_error(refusal)


def _object(body: bytes) -> Wire:
    try:
        return parse(body)
    except ValueError:
        return {}
