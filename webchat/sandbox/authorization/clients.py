"""Whoever registers is a client (RFC 7591): a public one, which proves itself by PKCE."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webchat.sandbox.access import backend_of, json_object

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


async def register(request: Request) -> Response:
    wanted = await json_object(request)
    uris = wanted.get("redirect_uris")
    if not isinstance(uris, list) or not uris or not all(isinstance(uri, str) and _is_safe(uri) for uri in uris):
        return JSONResponse({"error": "invalid_redirect_uri"}, 400)
    if wanted.get("token_endpoint_auth_method", "none") != "none":
        return JSONResponse({"error": "invalid_client_metadata"}, 400)
    client_id = backend_of(request).grants.add_client(str(wanted.get("client_name", "")), uris)
    told = {"client_id": client_id, "redirect_uris": uris, "token_endpoint_auth_method": "none"}
    return JSONResponse(told, 201)


def _is_safe(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
