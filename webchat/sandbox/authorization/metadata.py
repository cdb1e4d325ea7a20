"""What the API and the server say of themselves (RFC 9728, RFC 8414)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

SCOPES = ("chat", "agents", "feedback", "offline_access")


def address(request: Request) -> str:
    """Where the API is, as it was asked for."""
    return str(request.base_url).rstrip("/")


def issuer(request: Request) -> str:
    return f"{address(request)}/oauth"


async def resource(request: Request) -> Response:
    return JSONResponse({"resource": address(request), "authorization_servers": [issuer(request)]})


async def server(request: Request) -> Response:
    endpoints = {
        f"{name}_endpoint": f"{issuer(request)}/{path}"
        for name, path in (
            ("authorization", "authorize"),
            ("token", "token"),
            ("registration", "register"),
            ("revocation", "revoke"),
        )
    }
    return JSONResponse(
        {
            "issuer": issuer(request),
            **endpoints,
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "authorization_response_iss_parameter_supported": True,
        }
    )
