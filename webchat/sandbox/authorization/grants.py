"""A code or a refresh token in exchange for tokens, and their end (OAuth 2.1, 3.2; RFC 7009)."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webchat.sandbox.access import Refused, backend_of
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.grants import ACCESS, KINDS, REFRESH, Grant

_HEADERS = {"Cache-Control": "no-store"}


async def token(request: Request) -> Response:
    backend = backend_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    if backend.grants.client(form.get("client_id", "")) is None:
        raise _refused("invalid_client", 401)
    match form.get("grant_type"):
        case "authorization_code":
            grant = _by_code(backend, form)
        case "refresh_token":
            grant = _by_refresh_token(backend, form)
        case _:
            raise _refused("unsupported_grant_type")
    seconds = backend.settings.access_token_seconds
    given = {
        "access_token": backend.grants.add_token(ACCESS, grant, seconds),
        "refresh_token": backend.grants.add_token(REFRESH, grant),
        "token_type": "Bearer",
        "expires_in": seconds,
    }
    return JSONResponse(given, headers=_HEADERS)


async def revoke(request: Request) -> Response:
    """Of what is not known it says the same."""
    form = await request.form()
    grants = backend_of(request).grants
    for kind in KINDS:
        if known := grants.token(kind, str(form.get("token", ""))):
            grants.end(known.grant.family)
    return Response()


def _by_code(backend: Backend, form: Mapping[str, str]) -> Grant:
    code = backend.grants.take_code(form.get("code", ""))
    if code is None or code.has_expired:
        raise _refused("invalid_grant")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not secrets.compare_digest(challenge, code.challenge):
        raise _refused("invalid_grant")
    if (form.get("client_id"), form.get("redirect_uri")) != (code.grant.client_id, code.redirect_uri):
        raise _refused("invalid_grant")
    return code.grant


def _by_refresh_token(backend: Backend, form: Mapping[str, str]) -> Grant:
    """Each one is good once. A second use is a theft, by whoever was first or second: all of the family end."""
    presented = form.get("refresh_token", "")
    known = backend.grants.token(REFRESH, presented)
    if known is None or known.grant.client_id != form.get("client_id"):
        raise _refused("invalid_grant")
    if not backend.grants.use(presented):
        backend.grants.end(known.grant.family)
        raise _refused("invalid_grant")
    return known.grant


def _refused(error: str, status: int = 400) -> Refused:
    return Refused(JSONResponse({"error": error}, status, _HEADERS))
