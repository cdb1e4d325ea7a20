"""The application: which path is which operation, and what an error looks like."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from webchat.sandbox import agents, chats, files, intake
from webchat.sandbox.access import Refused, operation
from webchat.sandbox.authorization import clients, consent, grants, metadata
from webchat.sandbox.backend import Backend
from webchat.sandbox.chat import chat
from webchat.sandbox.feedback import feedback
from webchat.sandbox.settings import Settings

_OPERATIONS = [
    Route("/rest/api/v1/chat", chat, methods=["POST"]),
    Route("/rest/api/v1/listchats", chats.list_chats, methods=["POST"]),
    Route("/rest/api/v1/getchat", chats.get_chat, methods=["POST"]),
    Route("/rest/api/v1/deletechats", chats.delete_chats, methods=["POST"]),
    Route("/rest/api/v1/deleteallchats", chats.delete_all_chats, methods=["POST"]),
    Route("/rest/api/v1/getchatapplication", chats.get_application, methods=["POST"]),
    Route("/rest/api/v1/agents/search", agents.search, methods=["POST"]),
    Route("/rest/api/v1/agents/{agent_id}", agents.get, methods=["GET"]),
    Route("/rest/api/v1/feedback", operation(feedback), methods=["POST"]),
    Route("/rest/api/v1/uploadchatfiles", files.upload, methods=["POST"]),
    Route("/rest/api/v1/getchatfiles", files.get_files, methods=["POST"]),
    Route("/rest/api/v1/deletechatfiles", files.delete_files, methods=["POST"]),
    Route("/rest/api/v1/chat-files/{file_id}", files.download, methods=["GET"]),
]

_AUTHORIZATION = [
    Route("/.well-known/oauth-protected-resource", metadata.resource),
    Route("/.well-known/oauth-authorization-server/oauth", metadata.server),
    Route("/oauth/register", clients.register, methods=["POST"]),
    Route("/oauth/authorize", consent.ask, methods=["GET"]),
    Route("/oauth/authorize", consent.answer, methods=["POST"]),
    Route("/oauth/token", grants.token, methods=["POST"]),
    Route("/oauth/revoke", grants.revoke, methods=["POST"]),
    Route("/tokens", consent.token_page, methods=["GET", "POST"]),
]


def create_app(settings: Settings) -> Starlette:
    """To be served by one process: which chats are busy is known in its memory only."""
    backend = Backend(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with backend.running():
            intake.resume(backend)
            yield

    app = Starlette(routes=_OPERATIONS + _AUTHORIZATION, lifespan=lifespan)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _plain)
    app.state.backend = backend
    return app


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - the type Starlette calls this with
    return error.response


async def _plain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
