"""A Chatter that has accounts and an empty list of chats, and keeps what it was asked."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.conftest import serving
from tests.credentials.browser import KEY
from webchat import connection
from webchat.secret import Secret

API = "/api/v1"


class FakeChatter:
    """`access` and `refresh` are the tokens that are good."""

    def __init__(self) -> None:
        self.passwords = {"erin": "Quartz!Lantern#92vx"}
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.asked: list[Request] = []
        self.counts: Counter[str] = Counter()  # by the last part of the path
        self.refusal: Response | None = None  # instead of every answer
        self.numbers = count(1)
        routes = {
            "auth/login": self.login,
            "auth/refresh": self.renew,
            "auth/logout": self.sign_out,
            "auth/me": self.me,
            "chat/conversations": self.chats,
        }
        self.app = Starlette(
            routes=[Route(f"{API}/{path}", self.noted(view), methods=["GET", "POST"]) for path, view in routes.items()]
        )

    def noted(self, view: Any) -> Any:
        async def answer(request: Request) -> Response:
            self.asked.append(request)
            self.counts[request.url.path.rpartition("/")[2]] += 1
            return self.refusal or await view(request)

        return answer

    async def login(self, request: Request) -> Response:
        said = await request.json()
        if self.passwords.get(said.get("username") or said.get("email")) != said["password"]:
            return refused()
        return self.tokens()

    async def renew(self, request: Request) -> Response:
        given = request.headers.get("cookie", "").removeprefix("refresh_token=")
        if given not in self.refresh:
            return refused()
        self.access.clear()
        self.refresh.clear()
        return self.tokens()

    async def sign_out(self, request: Request) -> Response:
        self.access.discard(bearer(request))
        return JSONResponse({"message": "Logged out"})

    async def me(self, request: Request) -> Response:
        known = bearer(request) in self.access
        return JSONResponse({"id": "1", "username": "erin", "email": "erin@there.example"}) if known else refused()

    async def chats(self, request: Request) -> Response:
        known = bearer(request) in self.access
        return JSONResponse({"conversations": [], "total": 0, "limit": 20, "offset": 0}) if known else refused()

    def tokens(self) -> Response:
        access, refresh = f"planted-access-{next(self.numbers)}", f"planted-refresh-{next(self.numbers)}"
        self.access.add(access)
        self.refresh.add(refresh)
        said = {"access_token": access, "refresh_token": None, "token_type": "bearer", "expires_in": 1800}
        cookie = f"refresh_token={refresh}; HttpOnly; Max-Age=604800; Path=/; SameSite=strict; Secure"
        return JSONResponse(said, headers={"Set-Cookie": cookie})

    @property
    def senders(self) -> set[str | None]:
        return {request.headers.get("x-forwarded-for") for request in self.asked}


def bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def refused() -> Response:
    return JSONResponse({"detail": "planted-detail"}, 401, media_type="application/problem+json")


@contextmanager
def asked_at(app: Any, settings: Any, lifespan: Literal["on", "off"] = "on") -> Iterator[None]:
    """This is the chat API of all, each with an account of their own there."""
    with serving(app, lifespan) as url:
        settings.UPSTREAM, settings.UPSTREAM_URL, settings.CHATTER_URL = "chatter", url, url
        settings.CREDENTIAL_KIND, settings.PERSONAL_TOKENS = "chatter-account", True
        settings.ENCRYPTION_KEYS = (Secret(KEY),)
        connection._chatter.cache_clear()
        yield
    connection._chatter.cache_clear()
