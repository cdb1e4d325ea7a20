"""How the server is: operations that need no sign-in."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from webchat.sandbox.chatter.access import backend_of

_ABOUT = {"service": "chatter", "version": "0.1.0", "environment": "development"}
_DATABASE = {"status": "healthy", "connected": True, "response_time_ms": 1.0, "database_type": "sqlite"}


async def healthz(_: Request) -> JSONResponse:
    return JSONResponse({"status": "healthy", **_ABOUT})


async def readyz(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ready", **_ABOUT, "checks": {"database": _DATABASE}})


async def live(_: Request) -> JSONResponse:
    return JSONResponse({"status": "alive", **_ABOUT})


async def metrics(request: Request) -> JSONResponse:
    return JSONResponse({**_ABOUT, **backend_of(request).traffic.metrics()})


async def root(_: Request) -> JSONResponse:
    return JSONResponse({"message": "Welcome to Chatter API", "version": _ABOUT["version"], "docs": "/docs"})
