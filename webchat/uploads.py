"""Lets only those upload who may: Django writes a whole body to disk before it looks who has sent it."""

from importlib import import_module
from io import BytesIO

from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    HTTPRequestEvent,
    HTTPScope,
    Scope,
)
from django.conf import settings
from django.contrib.auth import aget_user
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError

PATH = "/files/"
NOTHING: HTTPRequestEvent = {"type": "http.request", "body": b"", "more_body": False}


class Uploads:
    """An upload of somebody who is not signed in, or from a page of another site, reaches Django without its body. So
    Django itself says what is wrong, as with any other request; what was sent is dropped as it comes."""

    def __init__(self, app: ASGI3Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST" and not await _may(scope):
            await _dropped(receive)
            await self.app(_without_body(scope), _nothing(receive), send)
        else:
            await self.app(scope, receive, send)


async def _may(scope: HTTPScope) -> bool:
    request = ASGIRequest(scope, BytesIO())
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not session:
        return False
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    try:
        return (await aget_user(request)).is_authenticated
    except DatabaseError:
        return True  # Django will find out as well, and has a page for it


async def _dropped(receive: ASGIReceiveCallable) -> None:
    while (event := await receive())["type"] == "http.request" and event["more_body"]:
        pass


def _without_body(scope: HTTPScope) -> HTTPScope:
    about_it = {b"content-length", b"transfer-encoding"}
    headers = [(name, value) for name, value in scope["headers"] if name not in about_it]
    return {**scope, "headers": headers}


def _nothing(receive: ASGIReceiveCallable) -> ASGIReceiveCallable:
    events: list[ASGIReceiveEvent] = [NOTHING]

    async def receive_nothing() -> ASGIReceiveEvent:
        return events.pop() if events else await receive()

    return receive_nothing
