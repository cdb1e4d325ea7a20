"""Every URL x every method x owner, another user, administrator, and whoever is not signed in.

`RULES` is the whole truth about who may what. A URL without a row there fails, and so does a method that a view takes
and no row names.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.urls import URLPattern, get_resolver, reverse

from tests.credentials.browser import KEY
from tests.hostile.conftest import SECRET, WHO, Owned
from webchat import connection
from webchat.credentials import store
from webchat.credentials.store import Tokens
from webchat.models import AttachedFile, Credential, Deletion, Draft, Reply, User
from webchat.secret import Secret

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = {302, 401}  # on the way to the sign-in page


@dataclass(frozen=True)
class Rule:
    """The statuses of a method, for what is the owner's; `form` names it in the body or the query."""

    owner: int
    other: int
    admin: int
    anonymous: int | None = None  # None: on the way to the sign-in page
    form: dict[str, str] = field(default_factory=dict)

    def status(self, who: str) -> set[int]:
        status = getattr(self, who)
        return SIGN_IN if status is None else {status}


def own(status: int, **form: str) -> Rule:
    """Of each user, what is theirs: an id of somebody else is not there."""
    return Rule(status, 404, 404, form=form)


def each(status: int, **form: str) -> Rule:
    """The same for all who are signed in, each with what is theirs."""
    return Rule(status, status, status, form=form)


def administrators(status: int, **form: str) -> Rule:
    return Rule(403, 403, status, form=form)


def public(status: int, **form: str) -> Rule:
    return Rule(status, status, status, status, form=form)


WORDS = "a mast with seven ropes"
ASK = {"prompt": "Why?", "send_key": "a-key"}

RULES: dict[str, dict[str, Rule]] = {
    "home": {"GET": each(200)},
    "chats": {"GET": each(200)},
    "delete_chats": {"POST": Rule(302, 422, 422, form={"ids": "c1"})},
    "delete_all_chats": {"GET": each(200), "POST": Rule(302, 422, 422, form={"confirm": "1"})},
    "undo": {"POST": Rule(302, 409, 409, form={"deletion": "DELETION"})},
    "chat": {"GET": own(200)},
    "chat_title": {"GET": own(200), "POST": own(302, title="Mine now")},
    "pin_chat": {"POST": own(302, pinned="on")},
    "delete_chat": {"POST": own(302)},
    "leave_chat": {"POST": each(204)},  # of a chat that is not one's own, it does nothing
    "drafts": {"POST": each(204, chat="c1", prompt="Mine", send_key="a-key")},  # of one's own, for that chat
    "export": {"GET": own(200)},
    "copy": {"GET": own(200)},
    "feedback": {"POST": own(302, helpful="yes")},
    "edit": {"GET": own(200), "POST": own(200, **ASK)},
    "delete_message": {"GET": own(200, part="reply"), "POST": own(409, message="m2")},  # a reply is being written
    "messages": {"POST": each(200, chat="", **ASK)},
    "replies": {"GET": each(200, chat="c1")},
    "reply": {"GET": own(200)},
    "seen": {"POST": own(204)},
    "stop": {"POST": own(302)},
    "withdraw": {"POST": own(204)},
    "files": {"GET": each(200, chat="c1"), "POST": each(422, chat="c1")},
    "files_status": {"GET": each(200, chat="c1")},
    "file": {"GET": own(302)},
    "delete_file": {"POST": own(302)},
    "file_content": {"GET": own(200)},
    "applications": {"GET": administrators(200)},
    "application": {"GET": administrators(200)},
    "server": {"GET": administrators(200)},
    "connection": {"GET": administrators(200), "POST": administrators(200)},
    "audit": {"GET": administrators(200)},
    "audit_csv": {"GET": administrators(200)},
    "assistants": {"GET": each(200)},
    "sign_in": {"GET": public(200), "POST": public(422, email="erin@example.com", password="wrong")},
    "company": {"GET": public(404)},  # there is none; with one: tests/views/test_company.py
    "company_back": {"GET": public(404)},
    # Of everybody's own token; with the global one there are no such pages.
    "credential": {"GET": each(404), "POST": each(404)},
    "credential_leave": {"GET": each(404)},
    "credential_back": {"GET": each(404)},
    "credential_disconnect": {"POST": each(404)},
    "password": {"GET": each(200), "POST": each(422, current="wrong", new=WORDS, again=WORDS)},
    "set_password": {"GET": public(404), "POST": public(404, new=WORDS, again=WORDS)},
    "sessions": {"GET": each(200)},
    "end_session": {"POST": own(302)},
    "end_other_sessions": {"POST": each(302)},
    "people": {"GET": administrators(200)},
    "add_person": {"GET": administrators(200), "POST": administrators(200, email="grace@example.com")},
    "person": {"GET": administrators(200)},
    "change_person": {"POST": administrators(302, change="make-administrator")},
    "password_link": {"POST": administrators(200)},
    "preferences": {"GET": each(200), "POST": each(302, send_with="enter")},
    "sign_out": {"POST": public(302)},
    "manifest": {"GET": public(200)},
    "healthz": {"GET": public(200)},
    "readyz": {"GET": public(503)},  # no chat API listens here
}


def patterns() -> dict[str, URLPattern]:
    found = get_resolver().url_patterns
    assert all(isinstance(each, URLPattern) for each in found), "an include() hides its URLs from this test"
    return {each.name: each for each in found}


def address(pattern: URLPattern, owned: Owned) -> str:
    names = {name: owned.names[name] for name in pattern.pattern.converters}
    return reverse(pattern.name, kwargs=names)


async def asked(browser: AsyncClient, method: str, url: str, rule: Rule | None, owned: Owned) -> tuple[int, str]:
    """The status, and all that came with it."""
    form = {
        name: owned.deletion if value == "DELETION" else value for name, value in (rule.form if rule else {}).items()
    }
    send = getattr(browser, method.lower())
    response = await (send(url, form) if method in {"GET", "POST"} else send(url))
    return response.status_code, f"{dict(response.items())} {await content(response)}"


async def content(response: object) -> str:
    """Of a stream, the beginning: it goes on for as long as its reply does."""
    if not isinstance(response, StreamingHttpResponse):
        return response.content.decode()  # type: ignore[attr-defined]
    pieces: AsyncIterator[bytes] = response.__aiter__()
    first = await anext(pieces)
    await pieces.aclose()  # type: ignore[attr-defined]
    return first.decode(errors="replace")


def test_every_url_has_a_rule_and_every_rule_a_url():
    assert RULES.keys() == patterns().keys()


@pytest.mark.parametrize("name", RULES)
async def test_a_url_answers_each_as_its_rule_says(owned: Owned, everybody: dict[str, AsyncClient], name: str):
    url = address(patterns()[name], owned)
    for method, rule in RULES[name].items():
        for who in reversed(WHO):  # the owner last: what is deleted is gone for all
            status, answer = await asked(everybody[who], method, url, rule, owned)
            assert status in rule.status(who), f"{method} by {who} is {status}"
            if who != "owner":
                assert SECRET not in answer, f"{method} by {who} tells what is not theirs"
    assert [client.deletes for client in owned.clients.values()] == [[], [], []]
    assert [client.deleted_messages for client in owned.clients.values()] == [[], [], []]


# Where everybody signs in to the chat API with an account of their own.
WITH_ACCOUNTS: dict[str, dict[str, Rule]] = {
    "credential": {"GET": each(200), "POST": each(422, name="erin")},
    "credential_leave": {"GET": each(404)},
    "credential_back": {"GET": each(404)},
    "credential_disconnect": {"POST": each(302)},
}


async def test_an_account_of_somebody_is_shown_to_and_disconnected_by_nobody_else(
    owned: Owned, everybody: dict[str, AsyncClient], employee: User, settings: Any
):
    settings.CREDENTIAL_KIND, settings.ENCRYPTION_KEYS = "chatter-account", (Secret(KEY),)
    await store.keep(employee.pk, Tokens(Secret("planted-token"), account=SECRET))
    async with connection.opened():
        for name, rules in WITH_ACCOUNTS.items():
            for method, rule in rules.items():
                for who in reversed(WHO):
                    assert await Credential.objects.acount() == 1
                    status, answer = await asked(everybody[who], method, reverse(name), rule, owned)
                    assert status in rule.status(who), f"{method} by {who} is {status}"
                    assert (SECRET in answer) == (who == "owner" and (name, method) == ("credential", "GET"))
                    assert "planted-token" not in answer
    assert await Credential.objects.acount() == 0


async def test_a_method_without_a_rule_is_refused(owned: Owned, everybody: dict[str, AsyncClient]):
    taken = []
    for name, pattern in patterns().items():
        for method in set(METHODS) - RULES[name].keys():
            status, _ = await asked(everybody["admin"], method, address(pattern, owned), None, owned)
            taken += [f"{method} {name}: {status}"] if status != 405 else []
    assert taken == []


async def test_what_others_have_tried_has_changed_nothing(owned: Owned, everybody: dict[str, AsyncClient]):
    for name, pattern in patterns().items():
        for method, rule in RULES[name].items():
            if method == "POST" and name not in {"messages", "edit"}:
                for who in ("other", "anonymous"):
                    await asked(everybody[who], method, address(pattern, owned), rule, owned)
    assert (await Reply.objects.aget(send_key="her-key")).is_seen is False
    assert await AttachedFile.objects.filter(user__email="erin@example.com", deletion=None).acount() == 1
    assert (await Draft.objects.aget(user__email="erin@example.com")).text == f"Still {SECRET}"
    assert await Deletion.objects.filter(id=owned.deletion).aexists()
    chat = owned.clients["erin@example.com"].saved["c1"]
    assert SECRET in chat.title


@pytest.mark.parametrize("who", ["other", "admin"])
async def test_a_message_to_the_chat_of_another_reaches_nobody(
    owned: Owned, everybody: dict[str, AsyncClient], who: str
):
    """Its id is all that the sender knows, and the chat API is not told of it, in whosever name."""
    for headers in ({}, {"HX-Request": "true"}):
        response = await everybody[who].post("/messages/", {**ASK, "chat": "c1"}, headers=headers)
        assert response.status_code == 404
        assert SECRET not in response.text
    assert [client.prompts for client in owned.clients.values()] == [[], [], []]
    assert not await Reply.objects.exclude(user__email="erin@example.com").aexists()


@pytest.mark.parametrize("field", ["chat", "again", "after", "files", "ids", "deletion"])
async def test_an_id_of_another_in_any_field_brings_nothing_to_light(
    owned: Owned, everybody: dict[str, AsyncClient], field: str
):
    for value in (owned.chat_id, owned.reply_id, owned.file_id, owned.deletion):
        for name in ("messages", "files", "delete_chats", "undo", "drafts", "replies", "files_status"):
            for method in ("GET", "POST"):
                _, answer = await asked(
                    everybody["other"], method, reverse(name), Rule(0, 0, 0, form={**ASK, field: value}), owned
                )
                assert SECRET not in answer, f"{method} {name}"


async def test_rights_are_looked_up_each_time(owned: Owned, everybody: dict[str, AsyncClient], admin: object):
    admin.is_staff = False  # type: ignore[attr-defined]
    await admin.asave()  # type: ignore[attr-defined]
    assert (await everybody["admin"].get(reverse("applications"))).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer a-global-token"},
        {"X-Glean-ActAs": "erin@example.com"},
        {"X-Scio-Actas": "erin@example.com"},
        {"X-Forwarded-User": "erin@example.com"},
        {"X-Remote-User": "erin@example.com", "Remote-User": "erin@example.com"},
        {"X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz"},
        {"X-HTTP-Method-Override": "HEAD"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_no_header_lets_anybody_in(owned: Owned, everybody: dict[str, AsyncClient], headers: dict[str, str]):
    for who, expected in (("anonymous", 302), ("other", 404)):
        response = await everybody[who].get(reverse("chat", args=["c1"]), headers=headers)
        assert response.status_code == expected


async def test_a_session_is_taken_from_its_cookie_only(owned: Owned, everybody: dict[str, AsyncClient]):
    session = everybody["owner"].cookies["session"].value
    url = reverse("chat", args=["c1"])
    for query in ({"session": session}, {"sessionid": session}, {"token": session}):
        assert (await everybody["anonymous"].get(url, query)).status_code == 302


# --- who is not signed in, over the wire --------------------------------------------------------------------------

# Where somebody might look who knows frameworks, servers, and how people deploy them.
GUESSES = (Path(__file__).parent / "guesses.txt").read_text().split()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src", "action"} and value]


def links(page: httpx.Response) -> Iterator[str]:
    if "html" in page.headers.get("content-type", ""):
        parser = Links()
        parser.feed(page.text)
        yield from (urljoin(str(page.url), link) for link in parser.found)


def is_open(path: str) -> bool:
    names = ("sign_in", "manifest", "healthz", "readyz")
    return path.startswith("/static/") or path in {reverse(name) for name in names}


def test_whoever_is_not_signed_in_reaches_what_is_open_and_nothing_else(asgi_server: str):
    ids = {"chat": "c1", "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e", "str": "handbook", "int": "1"}
    urls = [re.sub(r"<(\w+):\w+>", lambda match: ids[match[1]], f"/{each.pattern}") for each in patterns().values()]
    waiting = [asgi_server + url for url in [*urls, *GUESSES]]
    seen, opened = set(), set()
    with httpx.Client(trust_env=False) as client:
        while waiting:
            url = waiting.pop()
            if url in seen or not url.startswith(f"{asgi_server}/"):
                continue
            seen.add(url)
            answer = client.get(url)
            path = urlsplit(str(answer.url)).path
            assert answer.status_code < 500 or path == reverse("readyz"), f"{url} is {answer.status_code}"
            if answer.is_success:
                opened.add(path)
            waiting += [
                *links(answer),
                *([urljoin(url, answer.headers["location"])] if answer.has_redirect_location else []),
            ]
    assert {path for path in opened if not is_open(path)} == set()
    assert {reverse("sign_in"), reverse("healthz"), reverse("manifest")} <= opened
