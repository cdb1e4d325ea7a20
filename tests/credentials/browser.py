"""Somebody's browser, which goes to the sandbox's authorization server and comes back."""

import re
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.conf import settings
from django.test import Client

from webchat.models import User

CSRF = "0123456789abcdef" * 2
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


class Browser:
    """`seen` is all that came back from our own server."""

    def __init__(self, url: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies = {name: client.cookies[name].value, settings.CSRF_COOKIE_NAME: CSRF}
        self.user, self.seen = user, ""
        self.ours = httpx.Client(
            base_url=url, cookies=cookies, headers={"X-CSRFToken": CSRF}, trust_env=False, timeout=30
        )
        self.elsewhere = httpx.Client(trust_env=False, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ours.close()
        self.elsewhere.close()

    def get(self, path: str, **options: object) -> httpx.Response:
        return self._noted(self.ours.get(path, **options))  # type: ignore[arg-type]

    def post(self, path: str, **form: object) -> httpx.Response:
        return self._noted(self.ours.post(path, data=form))

    def _noted(self, answer: httpx.Response) -> httpx.Response:
        self.seen += f"{answer.headers} {answer.text} {answer.headers.get_list('set-cookie')}\n"
        return answer

    # --- the way there and back ------------------------------------------------------------------------------------

    def leave(self, onward: str = "/chats/") -> str:
        """The address of the authorization server that we are sent to."""
        answer = self.get("/account/credential/leave/", params={"next": onward})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def allow(self, address: str, *, owner: str = "", answer: str = "allow") -> str:
        """The address that the server sends the browser back to."""
        page = self.elsewhere.get(address)
        assert page.status_code == 200, page.text
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        form |= {"address": owner or self.user.email, "answer": answer}
        sent = self.elsewhere.post(address.partition("?")[0], data={name: _plain(text) for name, text in form.items()})
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    def come_back(self, address: str) -> httpx.Response:
        parts = urlsplit(address)
        return self.get(parts.path, params=parse_qsl(parts.query))

    def connect(self, owner: str = "") -> httpx.Response:
        return self.come_back(self.allow(self.leave(), owner=owner))

    def disconnect(self) -> httpx.Response:
        return self.post("/account/credential/disconnect/")


def _plain(text: str) -> str:
    return text.replace("&amp;", "&").replace("&quot;", '"')
