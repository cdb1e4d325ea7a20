"""Every recorded answer of a real Chatter goes through the adapter, and the table says what comes out."""

import re

import pytest

from tests.upstream.chatter.samples import NAMES, recorded, said
from tests.upstream.server import said_json
from webchat.secret import Secret
from webchat.upstream.chatter import LAYOUTS, ChatterClient, ChatterConfig, accounts
from webchat.upstream.chatter.server import Server
from webchat.upstream.errors import (
    Conflict,
    NotFound,
    Rejected,
    ReplyFailed,
    TokenRefused,
    Unavailable,
    UpstreamError,
)
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyFinished, ReplyStarted, TextDelta
from webchat.upstream.types.saved import Upload
from webchat.upstream.types.server import PartKind

SECRET = Secret("secret")
ID = re.compile(r"/[0-9A-HJKMNP-TV-Z]{26}(?=/|$)")
DETAIL = re.compile(
    r"\d{3} ([a-z-]+ )?\(correlation id [0-9a-f]{32}\)"
    r"|told within the stream \(correlation id [0-9a-f]{32}\)|the provider failed|the conversation is deleted"
)
USUAL = {"conv-create", "conv-get", "stream-plain", "chat-with-provider", "models-defaults-provider", "doc-get"}


def route(method, path):
    return method, ID.sub("/ID", path)


def sample(name):
    """Without its version and its number."""
    return name.partition("-")[2]


def route_of(name):
    request = recorded(name)["request"]
    return route(request["method"], request["path"])


# --- how each of them is asked for ---------------------------------------------------------------------------------


async def sign_in(client, _):
    return (await accounts.sign_in(client.http, client.config, "mona", SECRET)).expires_in


async def renew(client, _):
    return (await accounts.renew(client.http, client.config, SECRET)).refresh != SECRET


async def sign_out(client, _):
    return await accounts.sign_out(client.http, client.config, SECRET)


async def me(client, _):
    return (await accounts.me(client.http, client.config, SECRET)).name


async def ask(client, _, **options):
    return told([event async for event in client.reply(Prompt(text="Hello", **options))])


async def ask_all_at_once(client, _):
    return told(await client.whole_reply(Prompt(text="Hello")))


async def ask_template(client, path):
    return await ask(client, path, agent_id=path[-1])


def told(events):
    assert isinstance(events[0], ReplyStarted)
    assert isinstance(events[-1], ReplyFinished)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    usage = events[-1].usage
    return text, usage and (usage.prompt_tokens, usage.completion_tokens, usage.milliseconds)


async def chats(client, _):
    return [chat.title for chat in await client.chats()]


async def chat(client, path):
    found = await client.chat(path[-1])
    return found.title, found.settings.temperature, [(turn.prompt[:9], bool(turn.reply)) for turn in found.turns]


async def messages(client, path):
    """Where a conversation came without them."""
    return [(turn.prompt[:9], bool(turn.reply)) for turn in (await client.chat(path[-2])).turns]


async def rename(client, path):
    return await client.rename_chat(path[-1], "Renamed")


async def delete(client, path):
    return await client.delete_chats([path[-1]])


async def delete_message(client, path):
    return await client.delete_message(path[-3], path[-1])


async def templates(client, _):
    return [agent.name for agent in await client.agents("")]


def part(kind):
    async def read(client, _):
        found = await client.server_part(kind)
        return dict(found.facts), [item.name for item in found.items]

    return read


async def upload(client, _):
    async def chunks():
        yield b"Chatter keeps documents."

    [file] = await client.upload_files([Upload("notes.txt", "text/plain", chunks())])
    return file.name, str(file.status)


async def files(client, _):
    return [(file.name, str(file.status), file.failure) for file in await client.all_files()]


async def file(client, path):
    return [str(found.status) for found in (await client.files([path[-1]])).values()]


async def delete_file(client, path):
    return await client.delete_files([path[-1]])


async def download(client, path):
    async with client.download(path[-2]) as download:
        return download.name, download.content_type, len(b"".join([chunk async for chunk in download.chunks]))


async def provider(client, _):
    return await Server(client.http, client.config, client.credential).provider()


async def as_it_is(client, path, *, method="GET"):
    """What no page asks for still says by its error, or by none, what became of it."""
    server = Server(client.http, client.config, client.credential)
    await (server.read("/".join(path)) if method == "GET" else server.write(method, "/".join(path)))
    return "an answer"


CONVERSATIONS = r"(/chat)?/conversations/?"
ASKED = [
    (r"POST .*/auth/login", sign_in),
    (r"POST .*/auth/refresh", renew),
    (r"POST .*/auth/logout", sign_out),
    (r"GET .*/auth/me", me),
    (r"POST .*/chat/chat", ask_all_at_once),
    (r"POST .*/chat/streaming", ask),
    (r"POST .*/chat/template/\w+", ask_template),
    (rf"POST .*{CONVERSATIONS}", ask),
    (rf"GET .*{CONVERSATIONS}", chats),
    (rf"GET .*{CONVERSATIONS}[\w-]+", chat),
    (rf"PUT .*{CONVERSATIONS}\w+", rename),
    (rf"DELETE .*{CONVERSATIONS}\w+", delete),
    (rf"GET .*{CONVERSATIONS}\w+/messages", messages),
    (rf"DELETE .*{CONVERSATIONS}\w+/messages/\w+", delete_message),
    (r"GET .*/chat/templates", templates),
    (r"GET .*/chat/tools/available", part(PartKind.TOOLS)),
    (r"GET .*/chat/mcp/status", part(PartKind.TOOL_SERVERS)),
    (r"GET .*/chat/performance/stats", part(PartKind.PERFORMANCE)),
    (r"GET .*/models/providers", part(PartKind.PROVIDERS)),
    (r"GET .*/models/models", part(PartKind.MODELS)),
    (r"GET .*/models/defaults/provider/llm", provider),
    (r"GET .*/profiles", part(PartKind.PROFILES)),
    (r"GET /healthz", part(PartKind.HEALTH)),
    (r"GET /readyz", part(PartKind.DATABASE)),
    (r"POST .*/documents/upload", upload),
    (r"GET .*/documents", files),
    (r"GET .*/documents/[0-9A-Z]+", file),
    (r"DELETE .*/documents/[0-9A-Z]+", delete_file),
    (r"GET .*/documents/[0-9A-Z]+/download", download),
]


def replaying(name):
    """That sample, and the usual answers to whatever else is asked on the way to it."""
    version = name.partition("/")[0]
    answers = {route_of(each): said(each) for each in NAMES if each.startswith(version) and sample(each) in USUAL}
    path = recorded(name)["request"]["path"]
    if path.endswith("/messages"):
        answers[route("GET", path.removesuffix("/messages"))] = said_json({"id": "01M7"})
    answers[route_of(name)] = said(name)
    return lambda asked: answers[route(asked.method, asked.target.partition("?")[0])]


async def outcome(http, server, credential, name):
    server.answer = replaying(name)
    config = ChatterConfig(base_url=server.url, layout=LAYOUTS[name.partition("/")[0]])
    client = ChatterClient(http, config, credential)
    request = recorded(name)["request"]
    method, path = request["method"], request["path"]
    ask = next((ask for pattern, ask in ASKED if re.fullmatch(pattern, f"{method} {path}")), None)
    try:
        return await (ask(client, path.split("/")) if ask else as_it_is(client, path.split("/"), method=method))
    except UpstreamError as error:
        return error


@pytest.mark.parametrize("name", NAMES)
async def test_a_recorded_answer_comes_out_as(http, server, credential, name):
    """A sample that is not in the table fails. Of an error nothing is kept that the server has said in words."""
    found = await outcome(http, server, credential, name)
    if isinstance(found, UpstreamError):
        assert DETAIL.fullmatch(found.detail)
        found = type(found)
    of_all, of_its_version = sample(name), f"{name.partition('/')[0]}/{sample(name)}"
    assert found == (OUTCOMES[of_all] if of_all in OUTCOMES else OUTCOMES[of_its_version])


def test_nothing_in_the_table_is_without_a_sample():
    assert {entry.rpartition("/")[2] for entry in OUTCOMES} == set(map(sample, NAMES))


def echo(prompt, number):
    return (
        f"You said: **{prompt}**. This is fake answer number {number}.\n\n- first point\n- second point with `code`\n\n"
        "```python\nprint('hello')\n```\nDone & <b>safe</b>."
    )


def words(number):
    return " ".join(f"word{each}" for each in range(1, number + 1))


OUTCOMES = {
    "healthz": ({"status": "healthy", "service": "chatter", "version": "0.1.0", "environment": "development"}, []),
    "seed/readyz": (
        {"status": "healthy", "connected": True, "response_time_ms": 2.0, "database_type": "postgresql"},
        [],
    ),
    "september/readyz": (
        {"status": "healthy", "connected": True, "response_time_ms": 8.0, "database_type": "postgresql"},
        [],
    ),
    "live": "an answer",
    "metrics": "an answer",
    "root": "an answer",
    "register-weak-password": Rejected,
    "register-short-422": Rejected,
    "register": "an answer",
    "register-duplicate": Conflict,
    "login-wrong": TokenRefused,
    "seed/login-empty-422": Unavailable,
    "september/login-empty-422": Rejected,
    "login-by-email": 1800,
    "login": 1800,
    "me": "Mona Tester",
    "me-no-token": TokenRefused,
    "me-bad-token": TokenRefused,
    "refresh-no-cookie": TokenRefused,
    "refresh": True,
    "me-after-refresh": "Mona Tester",
    "seed/conv-create": (words(12), None),
    "september/conv-create": (words(12), (None, None, 284)),
    "conv-create-422": Rejected,
    "conv-create-empty-title": Unavailable,
    "conv-list": ["First conversation"],
    "conv-list-limit-0": Rejected,
    "seed/conv-list-limit-101": Rejected,
    "september/conv-list-limit-101": ["First conversation"],
    "conv-get": ("First conversation", 0.3, []),
    "conv-get-bad-id": NotFound,
    "conv-get-missing": NotFound,
    "conv-put": None,
    "conv-list-after-archive": ["Renamed"],
    "conv-put-active": None,
    "seed/chat": ReplyFailed,
    "september/chat": (echo("Hello there", 2), (7, 24, None)),
    "seed/chat-with-provider": (echo("Hello with provider", 1), None),
    "september/chat-with-provider": (echo("Hello with provider", 2), (9, 25, None)),
    "seed/chat-in-conv": (echo("Hello in conversation", 1), None),
    "september/chat-in-conv": (echo("Hello in conversation", 2), (9, 25, None)),
    "seed/chat-in-conv-2": (echo("And again", 2), None),
    "september/chat-in-conv-2": (echo("And again", 5), (66, 24, None)),
    "seed/chat-stream-true": ReplyFailed,
    "september/chat-stream-true": (echo("stream flag", 2), (7, 24, None)),
    "chat-empty-message": ReplyFailed,
    "chat-422": Rejected,
    "chat-missing-conv": ReplyFailed,
    "chat-llm-failure": ReplyFailed,
    "seed/chat-rag": ReplyFailed,
    "september/chat-rag": (echo("hello rag", 2), (29, 24, None)),
    "seed/chat-tools": ReplyFailed,
    "september/chat-tools": (echo("hello tools", 2), (7, 24, None)),
    "seed/chat-full": ReplyFailed,
    "september/chat-full": (echo("hello full", 2), (29, 24, None)),
    "seed/chat-template": (echo("hello template", 1), None),
    "september/chat-template": (echo("hello template", 2), (8, 24, None)),
    "seed/chat-template-missing": (echo("hello template", 1), None),
    "september/chat-template-missing": (echo("hello template", 2), (8, 24, None)),
    "seed/stream-plain": (words(12), None),
    "september/stream-plain": (words(12), (None, None, 284)),
    "seed/stream-plain-noprovider": ReplyFailed,
    "september/stream-plain-noprovider": (words(12), (None, None, 180)),
    "seed/stream-in-conv": (echo("Stream in conv please", 3), None),
    "september/stream-in-conv": (echo("Stream in conv please", 9), (None, None, 411)),
    "stream-missing-conv": ReplyFailed,
    "stream-llm-failure": ReplyFailed,
    "seed/stream-cut": (words(10), None),
    "september/stream-cut": (words(10), (None, None, 220)),
    "seed/stream-tools": ReplyFailed,
    "september/stream-tools": (echo("TOOL please", 2), (None, None, 379)),
    "seed/stream-rag": ReplyFailed,
    "september/stream-rag": (echo("rag please", 2), (None, None, 381)),
    "stream-422": Rejected,
    "stream-no-token": TokenRefused,
    "conv-get-with-messages": ("Renamed", 1.0, [("Hello in ", True), ("And again", True), ("Stream in", True)]),
    "conv-get-no-messages": ("Renamed", 1.0, []),
    "messages": [("Hello in ", True), ("And again", True), ("Stream in", True)],
    "seed/messages-page": [("Hello in ", False)],
    "september/messages-page": [("", True)],
    "messages-missing-conv": NotFound,
    "message-delete": None,
    "seed/message-rating": NotFound,
    "september/message-rating": "an answer",
    "message-delete-missing": None,
    "tools-available": ({}, ["calculator", "get_time"]),
    "templates": ["General chat", "Document qa", "Code assistant"],
    "mcp-status": Unavailable,
    "performance-stats": Unavailable,
    "seed/profiles": ({}, []),
    "september/profiles": ({}, ["Deterministic/Factual Mode", "Creative Writing Mode", "Balanced Mode"]),
    "profiles-slash": Rejected,
    "models-providers": ({}, ["OpenAI"]),
    "models-models": ({}, ["GPT-4", "OpenAI Text Embedding 3 Large"]),
    "models-defaults-provider": "openai",
    "doc-upload": ("notes.txt", "processing"),
    "doc-upload-duplicate": Rejected,
    "doc-upload-bad-type": Rejected,
    "doc-upload-missing-file": Rejected,
    "seed/doc-list": [("notes.txt", "processing", "")],
    "september/doc-list": [("notes.txt", "failed", "PROCESSING_FAILED")],
    "doc-get": ["failed"],
    "doc-chunks": "an answer",
    "doc-download": ("notes.txt", "text/plain", 1680),
    "doc-search": "an answer",
    "seed/doc-stats": "an answer",
    "september/doc-stats": NotFound,
    "doc-get-missing": [],
    "doc-delete": None,
    "doc-get-after-delete": [],
    "conv-delete": None,
    "conv-get-after-delete": NotFound,
    "seed/conv-list-after-delete": [
        "rag please",
        "TOOL please",
        "CUT LONG 20",
        "FAIL 400",
        "Stream please LONG 12",
        "Stream please LONG 12",
        "hello template",
        "hello template",
        "FAIL 400",
        "Hello with provider",
    ],
    "september/conv-list-after-delete": [
        "rag please",
        "TOOL please",
        "CUT LONG 20",
        "FAIL 400",
        "Stream please LONG 12",
        "Stream please LONG 12",
        "hello template",
        "hello template",
        "hello full",
        "hello tools",
        "hello rag",
        "FAIL 400",
        "stream flag",
        "Hello with provider",
        "Hello there",
    ],
    "conv-delete-again": None,
    "conv-delete-missing": None,
    "not-a-route": NotFound,
    "method-not-allowed": Rejected,
    "correlation-id-echo": "Mona Tester",
    "host-refused": Rejected,
    "logout": None,
    "me-after-logout": "Mona Tester",
    "bulk-delete-conversations": "an answer",
}
