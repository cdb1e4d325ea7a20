"""Errors: problems (RFC 9457), and failures after which the server drops the connection."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

_KINDS = {
    400: ("bad-request", "Bad Request"),
    401: ("authentication-required", "Authentication Required"),
    404: ("resource-not-found", "Resource Not Found"),
    409: ("resource-conflict", "Resource Conflict"),
    422: ("validation-failed", "Validation Failed"),
    429: ("rate-limit-exceeded", "Rate Limit Exceeded"),
    500: ("internal-server-error", "Internal Server Error"),
    503: ("service-unavailable", "Service Unavailable"),
}


class Problem(Exception):
    """The operation ends with this answer."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.more = more


class Crash(Exception):
    """Chatter has no answer of its own for this, but a 500 that tells what happened inside."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said


def unauthorized(detail: str) -> Problem:
    return Problem(401, detail, {"WWW-Authenticate": "Bearer"})


def not_found(what: str, **more: str) -> Problem:
    return Problem(404, f"{what.capitalize()} not found", None, resourceType=what, **more)


def too_many(limit: int, window: int) -> Problem:
    detail = f"Rate limit exceeded: {limit} requests per {window} seconds"
    return Problem(429, detail, {"Retry-After": str(window)}, limit=limit, window=window, retryAfter=window)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    slug, title = _KINDS[problem.status]
    body = {
        "type": f"{request.base_url}problems/{slug}",
        "title": title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": str(request.url),
        **problem.more,
    }
    return JSONResponse(body, problem.status, problem.headers, "application/problem+json")


def crash_response(request: Request, crash: Crash) -> JSONResponse:
    detail = f"An internal server error occurred: {crash.said}"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem_response(request, Problem(status, detail, error_type=crash.kind))
