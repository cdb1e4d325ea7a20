"""In whose name the chat API is asked, over real HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.test import Client

from tests.conftest import serving
from webchat import connection
from webchat.models import User
from webchat.secret import Secret
from webchat.settings.chatter import CHATTER_LAYOUTS
from webchat.upstream.chatter import LAYOUTS, Layout
from webchat.upstream.errors import AddressNotVerified

TOKEN = "planted-global-token"


class Recorder:
    """A chat API that knows nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[bytes, bytes]] = []

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            self.asked.append(dict(scope["headers"]))
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"chatResults": []}'})


@pytest.fixture
def recorder(settings) -> Iterator[Recorder]:
    recorder = Recorder()
    with serving(recorder, "off") as url:
        settings.SANDBOX_URL, settings.SANDBOX_TOKEN, settings.APPLICATIONS = url, Secret(TOKEN), ()
        connection._config.cache_clear()
        yield recorder
    connection._config.cache_clear()


def browser(user: User, url: str) -> httpx.Client:
    client = Client()
    client.force_login(user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return httpx.Client(base_url=url, cookies=cookies, trust_env=False)


@pytest.fixture
def unverified(transactional_db: None) -> User:
    return User.objects.create_user("uma@example.com", "a password of hers", address_verified=False)


def test_the_global_token_acts_as_whoever_is_signed_in(recorder, asgi_server, employee):
    with browser(employee, asgi_server) as erin:
        assert erin.get("/chats/").status_code == 200
    assert {asked[b"x-glean-actas"] for asked in recorder.asked} == {b"erin@example.com"}
    assert {asked[b"authorization"] for asked in recorder.asked} == {f"Bearer {TOKEN}".encode()}


def test_nothing_a_browser_sends_decides_whom_it_acts_as(recorder, asgi_server, employee, admin):
    other = admin.email
    names = ["X-Glean-ActAs", "X-Scio-ActAs", "X-Forwarded-User", "X-Forwarded-Email", "Remote-User", "From", "X-User"]
    forged = {**dict.fromkeys(names, other), "Authorization": "Bearer mine", "X-Glean-Auth-Type": "OAUTH"}
    form = {"act_as": other, "email": other, "user": other, "prompt": "hello", "send_key": "k" * 32}
    with browser(employee, asgi_server) as erin:
        for name in ("act_as", "email", "user", "X-Glean-ActAs"):
            erin.cookies.set(name, other)
        erin.cookies.set("csrf", "x" * 32)
        csrf = {"X-CSRFToken": "x" * 32}
        assert erin.get("/chats/", headers=forged, params=form).status_code == 200
        assert erin.post("/messages/", headers=forged | csrf, data=form, params=form).status_code < 500
    assert len(recorder.asked) >= 2
    for asked in recorder.asked:
        assert asked[b"x-glean-actas"] == b"erin@example.com"
        assert asked[b"authorization"] == f"Bearer {TOKEN}".encode()
        assert other.encode() not in b"\n".join(asked.values())
        assert {b"x-scio-actas", b"x-glean-auth-type", b"cookie"}.isdisjoint(asked)


@pytest.mark.parametrize("path", ["/", "/chats/", "/chats/c-1/", "/assistants/"])
def test_whose_address_nobody_has_verified_is_told_so_and_nothing_is_asked(recorder, asgi_server, unverified, path):
    with browser(unverified, asgi_server) as uma:
        answer = uma.get(path)
    assert answer.status_code == 403
    assert AddressNotVerified.sentence in answer.text
    assert recorder.asked == []


def test_a_message_of_theirs_is_not_sent_either(recorder, asgi_server, unverified):
    form = {"prompt": "hello", "send_key": "k" * 32}
    with browser(unverified, asgi_server) as uma:
        uma.cookies.set("csrf", "x" * 32)
        answer = uma.post("/messages/", data=form, headers={"X-CSRFToken": "x" * 32, "HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (403, "#notice")
    assert AddressNotVerified.sentence in answer.text
    assert recorder.asked == []


def test_a_token_that_is_not_global_acts_as_nobody(settings, employee, unverified):
    settings.UPSTREAM, settings.CREDENTIAL_KIND, settings.GLEAN_TOKEN = "glean", "user", Secret("one-for-all")
    for user in (employee, unverified):
        assert connection._credential(user).act_as == ""


@pytest.fixture
def chatter(settings) -> Iterator[Any]:
    settings.UPSTREAM, settings.CHATTER_URL = "chatter", "https://chatter.example.com"
    connection._chatter.cache_clear()
    yield settings
    connection._chatter.cache_clear()


@pytest.mark.parametrize(("name", "layout"), [("auto", None), ("september", LAYOUTS["september"])])
def test_a_layout_is_found_out_unless_it_is_set(chatter, name: str, layout: Layout | None):
    chatter.CHATTER_LAYOUT, chatter.CHATTER_STREAMING = name, "/api/v2/streaming"
    config = connection._chatter()
    assert (config.layout, config.chat, config.streaming) == (layout, "", "/api/v2/streaming")
    assert connection._chatter() is config, "what was found out is kept for the process"


def test_every_layout_has_a_name_in_the_settings():
    assert {"auto", *LAYOUTS} == set(CHATTER_LAYOUTS)


def test_each_chat_api_can_do_what_it_can(chatter):
    assert not connection.capabilities().feedback
    chatter.UPSTREAM = "glean"
    assert connection.capabilities().feedback
