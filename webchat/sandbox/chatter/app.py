"""The application: which path is which operation, and what an error looks like."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from webchat.sandbox.chatter import auth, catalogue, chat, conversations, documents, health, intake, uploads
from webchat.sandbox.chatter.access import operation
from webchat.sandbox.chatter.backend import ChatterBackend
from webchat.sandbox.chatter.envelope import Crashes, Envelope
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.problems import Problem, problem_response
from webchat.sandbox.chatter.settings import ChatterSettings

_Endpoint = Callable[[Request], Awaitable[Response | ASGIApp]]

_PAGE = 50  # of what has no other usual length


def create_chatter_app(settings: ChatterSettings) -> Starlette:
    """To be served by one process: who asked how often is known in its memory only."""
    backend = ChatterBackend(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with backend.running():
            intake.resume(backend)
            yield

    layers = [Middleware(Crashes), Middleware(Envelope, backend), Middleware(GZipMiddleware, minimum_size=0)]
    app = Starlette(routes=[*_routes(backend.layout)], middleware=layers, lifespan=lifespan)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _plain)
    app.state.backend = backend
    return app


def _routes(layout: Layout) -> Iterator[Route]:
    """Where a path takes several methods, the first one is what the others are told to be allowed."""
    yield from _health()
    yield from _accounts()
    yield from _conversations(layout)
    yield from _chat(layout)
    yield from _documents(layout)
    yield from _models()


def _health() -> Iterator[Route]:
    yield _get("/", health.root)
    yield _get("/healthz", health.healthz)
    yield _get("/readyz", health.readyz)
    yield _get("/live", health.live)
    yield _get("/metrics", health.metrics)


def _accounts() -> Iterator[Route]:
    yield _post("/api/v1/auth/register", auth.register)
    yield _post("/api/v1/auth/login", auth.login)
    yield _post("/api/v1/auth/refresh", auth.refresh)
    yield _get("/api/v1/auth/me", operation(auth.me))
    yield _post("/api/v1/auth/logout", auth.logout)


def _conversations(layout: Layout) -> Iterator[Route]:
    one = f"{layout.conversation}/{{conversation_id}}"
    message = f"{one}/messages/{{message_id}}"
    listed = conversations.pages(layout, layout.usual)
    yield _post(layout.conversations, operation(conversations.create, body=conversations.CREATE, status=201))
    yield _get(layout.conversations, operation(conversations.list_all, query=listed))
    yield _get(one, operation(conversations.get, query=conversations.GET))
    yield _put(one, operation(conversations.update, body=conversations.UPDATE))
    yield _delete(one, operation(conversations.delete))
    paged = conversations.pages(layout, _PAGE)
    yield _get(f"{one}/messages", operation(conversations.messages, query=paged))
    yield _delete(message, operation(conversations.delete_message))
    if layout.rated:
        yield _patch(f"{message}/rating", operation(conversations.rate_message, body=conversations.RATING))


def _chat(layout: Layout) -> Iterator[Route]:
    yield _post(layout.chat, chat.chat)
    yield _post(layout.streaming, chat.streaming)
    yield _get(layout.templates, operation(catalogue.templates))
    yield _get(layout.tools, operation(catalogue.tools))
    if layout.template:
        yield _post(f"{layout.template}/{{name}}", chat.template)
    if layout.tool_servers:
        yield _get(layout.tool_servers, operation(catalogue.tool_servers))
        yield _get(layout.performance, operation(catalogue.performance))


def _documents(layout: Layout) -> Iterator[Route]:
    one = "/api/v1/documents/{document_id}"
    yield _post("/api/v1/documents/upload", uploads.upload)
    yield _post("/api/v1/documents/search", operation(documents.search, body=documents.SEARCH))
    yield _get("/api/v1/documents", operation(documents.list_all, query=documents.pages(layout)))
    yield _get(one, operation(documents.get))
    yield _delete(one, operation(documents.delete))
    yield _get(f"{one}/chunks", operation(documents.chunks, query=conversations.pages(layout, _PAGE)))
    yield _get(f"{one}/download", documents.download)


def _models() -> Iterator[Route]:
    models = "/api/v1/models"
    yield _get(f"{models}/providers", operation(catalogue.providers, query=catalogue.PAGED))
    yield _get(f"{models}/models", operation(catalogue.models, query=catalogue.PAGED))
    yield _get(f"{models}/defaults/provider/{{model_type}}", operation(catalogue.default_provider))
    yield _get("/api/v1/profiles", operation(catalogue.profiles, query=documents.paged(_PAGE)))


def _get(path: str, endpoint: _Endpoint) -> Route:
    return Route(path, endpoint, methods=["GET"])


def _post(path: str, endpoint: _Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"])


def _put(path: str, endpoint: _Endpoint) -> Route:
    return Route(path, endpoint, methods=["PUT"])


def _patch(path: str, endpoint: _Endpoint) -> Route:
    return Route(path, endpoint, methods=["PATCH"])


def _delete(path: str, endpoint: _Endpoint) -> Route:
    return Route(path, endpoint, methods=["DELETE"])


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - the type Starlette calls this with
    return problem_response(request, error)


async def _plain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
