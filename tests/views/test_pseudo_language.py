"""No word is forgotten. In a language of our own every translated word stands in brackets, and a page shows letters
outside of brackets only where they come from somebody: in these tests that is all Greek."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils import timezone
from django.utils.translation import trans_real

from tests.credentials.browser import KEY
from tests.fakes import Library, ScriptedClient, saved_chat
from webchat import context
from webchat.credentials import store
from webchat.credentials.store import Tokens
from webchat.models import AttachedFile, Credential, Reply, User
from webchat.rendering.reply import Ended, Waiting
from webchat.replies import beat, limits
from webchat.replies.codec import encode
from webchat.secret import Secret
from webchat.templatetags.files import FAILURES
from webchat.upstream.errors import NotConnected, Unreachable, UpstreamError
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    ReplyFinished,
    ReplyStarted,
    Source,
    SourceKind,
    Step,
    StepKind,
    TextDelta,
    Usage,
)
from webchat.upstream.types.saved import Agent, Application, ChatFile, ChatSettings, FileStatus, Turn
from webchat.upstream.types.server import PartKind, ServerItem, ServerPart
from webchat.views import applications, chats, files, server

GREEK = "Αβγ δεζ"
HTMX = {"hx-request": "true"}
# What needs no translation: names, units, keys, formats; and languages by their own names.
NAMES = {"Webchat", "English", "Deutsch", "JSON", "PDF", "TXT", "WEBCHAT", "APPLICATIONS"}
NAMES |= {"manage", "py", "changepassword"}
SHOWN = {"aria-label", "title", "placeholder", "alt"}
SOURCES = [Source(kind, f"{kind}-{title}", title, snippets=()) for kind in SourceKind for title in (GREEK, "")]


class InBrackets:
    """Takes the place of a language's catalogue."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)

    def language(self) -> str:
        return "de"

    to_language = language


class Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in {"script", "style"}
        self.text += "".join(f" {value} | " for name, value in attrs if name in SHOWN)

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self.is_code else data


def forgotten(page: str) -> set[str]:
    """Words of the page that were not translated."""
    shown = Shown()
    shown.feed(page)
    text = shown.text
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"[\w.]+@[\w.]+", "", text))) - NAMES


@pytest.fixture(autouse=True)
def in_brackets(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Whoever asks for German reads in brackets."""
    monkeypatch.setitem(trans_real._translations, "de", InBrackets())
    settings.APPLICATIONS = ("αβγ", "δεζ")
    settings.SEND_RATE, settings.SEND_BURST = 1000.0, 1000


@pytest.fixture
async def reader(signed_in: AsyncClient, employee: User) -> AsyncClient:
    employee.name, employee.language, employee.is_staff = GREEK, "de", True
    await employee.asave()
    return signed_in


async def get(browser: AsyncClient, address: str, **headers: str) -> str:
    response = await browser.get(address, headers=headers)
    assert response.status_code != 302
    return response.text


def test_a_word_without_brackets_is_found():
    assert forgotten('<p title="⟦A⟧">⟦All of <b>it</b>⟧ · Αβγ 12 s<button aria-label="Oops">x</button>') == {"Oops"}


async def test_signing_in(async_client: AsyncClient):
    async_client.cookies.clear()
    headers = {"accept-language": "de"}
    assert forgotten((await async_client.get("/account/sign-in/", headers=headers)).text) == set()
    assert forgotten((await async_client.post("/account/sign-in/", {"email": "λ"}, headers=headers)).text) == set()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?application=αβγ",
        "/chats/",
        "/chats/?select",
        "/chats/delete-all/",
        "/chats/?q=λλλλ",
        "/chats/c0/title/",
        "/chats/c1/title/",
        "/chats/gone/",
        "/assistants/",
        "/assistants/?q=λλλλ",
        "/files/",
        "/account/preferences/",
        "/account/preferences/?saved",
        "/account/sessions/",
        "/account/sessions/?ended",
        "/account/password/?saved",
        "/account/set-password/1/",
        "/people/?q=λ",
        "/people/new/",
        "/nowhere/",
    ],
)
async def test_pages(reader: AsyncClient, api: ScriptedClient, address: str):
    api.saved = {f"c{n}": saved_chat(f"c{n}", title) for n, title in enumerate((GREEK, "", GREEK))}
    assert forgotten(await get(reader, address)) == set()


@pytest.mark.parametrize("kind", ["personal-oauth", "personal-token", "chatter-account"])
async def test_ones_own_account_of_the_chat_api(reader: AsyncClient, employee: User, settings: Any, kind: str):
    settings.CREDENTIAL_KIND, settings.ENCRYPTION_KEYS = kind, (Secret(KEY),)
    address = "/account/credential/"
    assert forgotten(await get(reader, address)) == set()
    if kind != "personal-oauth":
        response = await reader.post(address)
        assert (response.status_code, forgotten(response.text)) == (422, set())
    await store.keep(employee.pk, Tokens(Secret("t"), account="erin@there.example"))
    assert forgotten(await get(reader, address)) == set()
    await Credential.objects.aupdate(refused_at=timezone.now())
    assert forgotten(await get(reader, address)) == set()


CAN_MORE = Capabilities(modes=tuple(Mode), agents=True, rename=True, delete_message=True, settings=True, temporary=True)
HALVES = (
    Turn(GREEK, reply=(TextDelta(GREEK), ReplyFinished(usage=Usage(prompt_tokens=2, model="λ"))), reply_id="δ"),
    Turn(GREEK, prompt_id="π"),
)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?agent=β",
        "/chats/c1/",
        "/chats/c1/title/",
        "/chats/c1/turns/t1/delete/?part=reply",
        "/chats/c1/turns/t2/delete/?part=prompt",
        "/assistants/",
    ],
)
async def test_what_another_chat_api_can_do(reader: AsyncClient, api: ScriptedClient, address: str):
    api.capabilities, api.known_agents = CAN_MORE, (Agent("β", GREEK),)
    settings = ChatSettings(temperature=1, instructions=GREEK)
    api.saved = {"c1": saved_chat("c1", GREEK, turns=HALVES, settings=settings)}
    assert forgotten(await get(reader, address)) == set()
    fields = {"prompt": "λ", "send_key": "k", "temperature": "3", "instructions": "λ" * 9000}
    assert forgotten((await reader.post("/messages/", fields)).text) == set()
    assert forgotten((await reader.post("/chats/c1/title/", {"title": ""})).text) == set()


async def test_refusals(reader: AsyncClient, api: ScriptedClient):
    api.saved = {"c1": saved_chat("c1", GREEK)}
    posts: list[tuple[str, dict[str, str]]] = [
        ("/messages/", {"prompt": ""}),
        ("/messages/", {"prompt": "λ " * 100_000, "send_key": "k", "mode": "β", "application": "π", "files": "δ"}),
        ("/chats/delete/", {}),
        ("/chats/delete-all/", {"confirm": "λ"}),
        ("/files/", {}),
        ("/account/preferences/", {"theme": "λ"}),
        ("/account/password/", {"new": "λ"}),
        ("/people/new/", {"email": "λ"}),
    ]
    for address, fields in posts:
        response = await reader.post(address, fields)
        assert response.status_code == 422, address
        assert forgotten(response.text) == set(), address


async def test_lists_that_cannot_be_had(reader: AsyncClient, api: ScriptedClient):
    api.list_error = Unreachable()
    assert forgotten(await get(reader, "/")) == set()
    assert forgotten(await get(reader, "/assistants/")) == set()


async def test_what_is_said_after_something_was_done(reader: AsyncClient, api: ScriptedClient):
    api.saved = {f"c{n}": saved_chat(f"c{n}", GREEK) for n in range(4)}
    posts: list[tuple[str, dict[str, Any]]] = [
        ("/chats/c0/pin/", {"pinned": "1"}),
        ("/chats/c0/title/", {"title": "λ"}),
        ("/chats/c0/title/", {"title": "λ" * 1000}),
        ("/chats/c0/delete/", {}),
        ("/chats/delete/", {"ids": ["c1", "c2"]}),
        ("/chats/undo/", {}),
        ("/chats/undo/", {}),
    ]
    for address, fields in posts:
        for headers in (HTMX, {}):
            response = await reader.post(address, fields, headers=headers, follow=True)
            assert forgotten(response.text) == set(), address


def every(error: type[Exception]) -> list[type[Exception]]:
    return [error, *(each for below in error.__subclasses__() for each in every(below))]


# Without those that never leave the client, and the one that leads to a page of its own.
ERRORS = [each for each in every(UpstreamError) if not each.__name__.startswith("_") and each is not NotConnected]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
async def test_every_error_of_a_chat_api(reader: AsyncClient, api: ScriptedClient, monkeypatch: Any, error: Any):
    async def refuse(_chat_id: str) -> None:
        raise error

    monkeypatch.setattr(api, "chat", refuse)
    assert forgotten(await get(reader, "/chats/c1/")) == set()
    assert forgotten(await get(reader, "/chats/c1/", **HTMX)) == set()


async def test_a_saved_chat_with_all_that_can_be_in_it(reader: AsyncClient, api: ScriptedClient):
    steps = [Step(kind, text, tuple(SOURCES)) for kind in StepKind for text in (GREEK, "")]
    text = f"# {GREEK}\n\n- [x] λ\n- [ ] β\n\n|λ|\n|-|\n|β|\n\n```\nλ\n```\n\n![](https://λ.example/β)\n\n"
    cited = [CitationFound(source) for source in SOURCES]
    reply = (*steps, Notice(GREEK), TextDelta(text), *cited, FollowUps((GREEK,)))
    turns = (Turn(GREEK, reply=reply), Turn(GREEK), Turn(GREEK, failure="failed"))
    api.saved = {"c1": saved_chat("c1", GREEK, turns=turns)}
    assert forgotten(await get(reader, "/chats/c1/")) == set()


LIMITS = limits.LimitReached.__subclasses__()
ENDS = [Ended("stopped"), Ended("interrupted")]
ENDS += [Ended("failed", each.sentence, each.advice) for each in LIMITS]


@pytest.mark.parametrize("ended", ENDS, ids=lambda ended: f"{ended.status} {ended.sentence}")
@pytest.mark.parametrize("waited", [True, False])
async def test_every_end_of_a_reply(
    reader: AsyncClient, api: ScriptedClient, employee: User, ended: Ended, waited: bool
):
    reply = await Reply.objects.acreate(user=employee, send_key="k", chat_id="c1", prompt=GREEK, status=ended.status)
    entries = [*([Waiting("turn")] if waited else [TextDelta(GREEK)]), ended]
    for number, entry in enumerate(entries):
        await reply.events.acreate(number=number, entry=encode(entry))
    assert forgotten(await get(reader, "/chats/c1/")) == set()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["events", "page"])
async def test_a_reply_as_it_is_written(reader: AsyncClient, api: ScriptedClient, headers: dict[str, str]):
    api.events = [Step(kind, GREEK, tuple(SOURCES[:2])) for kind in StepKind]
    api.events += [Notice(GREEK), TextDelta(GREEK), CitationFound(SOURCES[1])]
    response = await reader.post("/messages/", {"prompt": GREEK, "send_key": "k"}, headers=headers)
    text = b"".join([piece async for piece in response]).decode()  # type: ignore[attr-defined]
    frames = [line for line in text.splitlines() if not line.startswith("event: ")]
    shown = [line.removeprefix("data: ") for line in frames if not line.startswith('data: {"')]
    assert GREEK in text
    assert forgotten("\n".join(shown)) == set()
    await beat.commit()


async def test_messages_that_wait(reader: AsyncClient, api: ScriptedClient, employee: User):
    for key in ("first", "second"):
        await Reply.objects.acreate(user=employee, send_key=key, chat_id="c1", prompt=GREEK)
    api.saved = {"c1": saved_chat("c1", GREEK)}
    assert forgotten(await get(reader, "/chats/c1/")) == set()


async def test_files_in_every_state(reader: AsyncClient, api: ScriptedClient, employee: User):
    for status in AttachedFile.Status:
        failures = [*FAILURES, "not known"] if status == AttachedFile.Status.FAILED else [""]
        for failure in failures:
            await AttachedFile.objects.acreate(
                user=employee, upstream_id="u", name=GREEK, size=10**6, status=status, failure=failure
            )
    assert forgotten(await get(reader, "/files/")) == set()
    assert forgotten(await get(reader, "/files/status/")) == set()
    assert forgotten(await get(reader, "/")) == set()


async def test_documents(reader: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    library = Library(saved={"c1": saved_chat("c1", GREEK)})
    library.kept_files = {"d1": ChatFile("d1", GREEK, size=7), "d2": ChatFile("d2", status=FileStatus.READY)}
    for module in (chats, files):
        monkeypatch.setattr(module, "client_for", lambda user: library)
    for address in ("/files/?chat=c1", "/", "/chats/c1/"):
        assert forgotten(await get(reader, address)) == set(), address
    chosen = [("β.txt", 7), ("odd.txt", 8), ("huge.txt", 9), ("β.exe", 9), *((f"{n}.txt", n + 20) for n in range(4))]
    for some in ([chosen[0]], chosen[1:4], chosen[4:], []):
        uploads = [SimpleUploadedFile(name, b"x" * size) for name, size in some]
        page = (await reader.post("/files/", {"files": uploads, "chat": "c1"})).text
        assert forgotten(re.sub(r"\w+\.(txt|exe)", "", page)) == set()


async def test_people(reader: AsyncClient, employee: User):
    other = await User.objects.acreate(email="λ@example.com", name=GREEK, is_staff=True)
    for last_login in (None, timezone.now()):
        await User.objects.filter(pk=other.pk).aupdate(last_login=last_login)
        assert forgotten(await get(reader, f"/people/{other.pk}/")) == set()


async def test_administration(reader: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    known = Application(id="αβγ", name=GREEK, description=GREEK, starters=(GREEK,), sources=(GREEK,), raw={"λ": "β"})
    client = ScriptedClient([TextDelta("λ"), TextDelta("β")])
    client.applications = {"αβγ": known}
    monkeypatch.setattr(applications, "client_for", lambda user: client)
    for address in ("/applications/", "/applications/αβγ/", "/applications/δεζ/", "/connection/", "/audit/"):
        assert forgotten(await get(reader, address)) == set(), address
    assert forgotten((await reader.post("/connection/")).text) == set()
    for error in (Unreachable(), *(each() for each in ERRORS)):
        client.list_error = error
        assert forgotten((await reader.post("/connection/")).text) == set()
    django_settings.APPLICATIONS = ()
    assert forgotten(await get(reader, "/applications/")) == set()


async def test_the_page_of_a_server(reader: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    facts = {"λ": GREEK, "β": True, "π": 0.5}
    items = tuple(ServerItem(GREEK, GREEK, facts) for _ in range(server.MOST + 1))
    parts = {PartKind.HEALTH: ServerPart(PartKind.HEALTH, facts, items), PartKind.TOOLS: ServerPart(PartKind.TOOLS)}
    client = ScriptedClient(capabilities=Capabilities(server=tuple(PartKind)), server=parts)
    monkeypatch.setattr(server, "client_for", lambda user: client)
    assert forgotten(await get(reader, "/server/")) == set()
    monkeypatch.setattr(applications, "client_for", lambda user: client)
    monkeypatch.setattr(context.connection, "capabilities", lambda: client.capabilities)
    assert forgotten(await get(reader, "/connection/")) == set()
    client.events, client.delete_errors = [ReplyStarted("λ"), TextDelta("λ")], [Unreachable()]
    assert forgotten((await reader.post("/connection/")).text) == set()
