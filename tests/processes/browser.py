"""A browser as far as a reply needs one: it keeps a session, reads event streams, and can leave at any moment."""

import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.test import Client

from tests.page import Page
from tests.processes.servers import HOST, ServerProcess
from webchat.models import User

PATIENCE = 60  # seconds, on a machine that is busy
NOTHING: Mapping[str, str] = {}
HTMX = {"HX-Request": "true"}
CSRF = "0123456789abcdef" * 2  # a token is only compared with its cookie


@dataclass(frozen=True)
class Event:
    """One frame of a stream; without a name its data are partials."""

    name: str
    data: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class Stream:
    """The events of an answer, as they come. It ends with the answer, or when the connection does."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection
        self.answer = connection.getresponse()
        self.status = self.answer.status

    def __iter__(self) -> Iterator[Event]:
        name, data = "", []
        for line in self._lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif not line and data:
                yield Event(name, "\n".join(data))
                name, data = "", []

    def _lines(self) -> Iterator[str]:
        try:
            while line := self.answer.readline():
                yield line.decode().rstrip("\n")
        except (OSError, http.client.HTTPException):
            return  # cut off

    def close(self) -> None:
        self.answer.close()
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Message:
    """What the form says. Sending it again says the same."""

    text: str
    key: str
    chat: str = ""


def message(text: str, chat: str = "") -> Message:
    return Message(text, uuid4().hex, chat)


class Browser:
    """Somebody who is signed in, on every server."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies = f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": CSRF}
        self.streams: list[Stream] = []

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

    def page(self, server: ServerProcess, path: str = "/") -> str:
        with self._asked(_line(server), f"GET {path}", headers={}) as stream:
            assert stream.status == 200, f"{path} is {stream.status}"
            return stream.answer.read().decode()

    def send(self, server: ServerProcess, message: Message, line: socket.socket | None = None) -> Stream:
        """`line` is the connection it goes over, if not one of its own."""
        form = {"prompt": message.text, "send_key": message.key, "chat": message.chat}
        return self._stream(self._asked(line or _line(server), "POST /messages/", form))

    def watch(self, server: ServerProcess, reply_id: str) -> Stream:
        return self._stream(self._asked(_line(server), f"GET /replies/{reply_id}/"))

    def stop(self, server: ServerProcess, reply_id: str) -> int:
        with self._asked(_line(server), f"POST /replies/{reply_id}/stop/") as stream:
            return stream.status

    def post(self, server: ServerProcess, path: str, form: Mapping[str, str] = NOTHING) -> int:
        with self._asked(_line(server), f"POST {path}", form) as stream:
            return stream.status

    def delete(self, server: ServerProcess, chat_id: str) -> int:
        with self._asked(_line(server), f"POST /chats/{chat_id}/delete/") as stream:
            return stream.status

    def _stream(self, stream: Stream) -> Stream:
        self.streams.append(stream)
        assert stream.status == 200, f"{stream.status}: {stream.answer.read()[:500]!r}"
        return stream

    def _asked(
        self, line: socket.socket, what: str, form: Mapping[str, str] = NOTHING, headers: Mapping[str, str] = HTMX
    ) -> Stream:
        connection = http.client.HTTPConnection(HOST)
        connection.sock = line
        content = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(*what.split(), urlencode(form), {**self.headers, **headers, **content})
        return Stream(connection)


def _line(server: ServerProcess) -> socket.socket:
    return socket.create_connection((HOST, server.port), PATIENCE)


def idle_line(server: ServerProcess) -> socket.socket:
    """A connection over which something was asked before, and is kept for what may come, as browsers and proxies do."""
    connection = http.client.HTTPConnection(HOST)
    connection.sock = _line(server)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    return connection.sock


class Reader:
    """A tab with the page, and the reply that is written into it. What htmx and the page's script do, it does."""

    def __init__(self, blank: str) -> None:
        self.page = Page(blank)
        self.reply_id = self.chat_id = ""
        self.status = ""  # how the reply ended

    def read(self, stream: Stream, frames: float = float("inf")) -> int:
        """Read so many frames of it, or all, and close it; the number of those that came."""
        count = 0
        with stream:
            for count, event in enumerate(stream, start=1):
                self.take(event)
                if count >= frames:
                    break
        return count

    def read_until(self, stream: Stream, words: str) -> None:
        """Read until the reply has said this, and leave the stream open."""
        for event in stream:
            self.take(event)
            if words in self.text:
                return
        raise AssertionError(f"the stream ended with {self.text!r}, {self.status or 'cut off'}")

    def take(self, event: Event) -> None:
        match event.name:
            case "":
                self.page.apply(event.data)
            case "reply-started":
                self.reply_id = event.json["id"]
            case "reply-chat":
                self.chat_id = event.json["id"]
            case "reply-done":
                self.status = event.json["status"]
                for article in self.page.find("article"):
                    article.attributes.pop("aria-busy", None)

    @property
    def text(self) -> str:
        return "".join(prose.text for prose in self.page.find(".prose"))

    @property
    def after(self) -> str:
        """What stands below the reply: how it ended, and the ways on."""
        return " ".join(" ".join(each.text for each in self.page.find(".after")).split())

    @property
    def outline(self) -> list[str]:
        """The whole page, but for the ids and how long it took; a turn that was seen being written keeps its height,
        and that is all."""
        names = {self.reply_id: "REPLY", self.chat_id: "CHAT", "turn lane live": "turn lane"}
        lines = [re.sub(r"\b\d+(\.\d)? s\b", "TIME", line) for line in self.page.outline("body")]
        for name, instead in names.items():
            lines = [line.replace(name, instead) for line in lines]
        return lines


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not yet: {what}"
        time.sleep(0.05)
