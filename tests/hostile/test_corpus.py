"""Several hundred attacks, on each way that text of others takes into a page or a file."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import saved_chat
from tests.hostile.attacks import ALL, CORPUS, NEW, Skeleton, harmless
from tests.hostile.conftest import Owned
from tests.rendering.inert import assert_inert, without_inks
from webchat.models import AttachedFile, Draft, User
from webchat.rendering.html import Updates, web_url
from webchat.rendering.markdown import MarkdownStream, render
from webchat.rendering.reply import Ended, Entry, ReplyState
from webchat.replies import stream
from webchat.upstream.errors import Unavailable
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    ReplyFinished,
    Snippet,
    Source,
    SourceKind,
    Step,
    StepKind,
    TextDelta,
    Usage,
)
from webchat.upstream.types.saved import Agent, Application, Chat, ChatFile, Turn

ERIN = "erin@example.com"
HTMX = {"HX-Request": "true"}
SOME = [each for each in ALL if "\0" not in each][::12]  # where each has a page of its own; no form takes a NUL


def cite_nothing(number: int) -> str:
    raise AssertionError(f"nobody has cited {number}")


# --- Markdown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CORPUS)
def test_an_attack_is_inert_wherever_the_stream_is_cut(kind: str):
    for attack in CORPUS[kind]:
        live = MarkdownStream(cite_nothing)
        for character in attack:
            live.feed(character)
            assert_inert("".join(live.finished) + live.open())
        live.close()
        assert_inert("".join(live.finished))


@pytest.mark.parametrize("kind", CORPUS)
def test_what_was_streamed_is_what_a_reload_shows(kind: str):
    for attack in CORPUS[kind]:
        live = MarkdownStream(cite_nothing)
        for character in attack:
            live.feed(character)
        live.close()
        assert without_inks("".join(live.finished)) == without_inks(render(attack)), attack


def test_all_attacks_together_are_inert():
    for between in ("\n\n", "\n", " ", "", "\n- ", "\n> ", "|", "`"):
        assert_inert(render(between.join(ALL)))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.one_of(st.sampled_from(NEW), st.text(max_size=12)), max_size=5), st.data())
def test_parts_of_attacks_among_other_text_are_inert(parts: list[str], data: st.DataObject):
    cut = [part[data.draw(st.integers(0, len(part))) :] for part in parts]
    assert_inert(render("".join(cut)))


BOMBS: dict[str, str] = {
    "nested quotes": ">" * 20_000 + "x",
    "nested lists": "\n".join("  " * level + "- x" for level in range(1_000)),
    "nested emphasis": "*" * 20_000 + "x" + "*" * 20_000,
    "unclosed emphasis": "*a_ " * 20_000,
    "nested brackets": "[" * 20_000 + "x" + "]" * 20_000,
    "nested links": "[a](" * 20_000,
    "nested images": "![" * 20_000 + "](x)" * 20_000,
    "unclosed code": "`" * 5_000 + " ".join("`" * each for each in range(400)),
    "unclosed HTML": "<" * 50_000,
    "unclosed comments": "<!--" * 20_000,
    "unclosed attributes": '<a b="' * 20_000,
    "nested elements": "<div>" * 20_000 + "x",
    "entities": "&" * 50_000 + "&#x" * 20_000,
    "a wide table": "|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n" + "|b" * 5_000,
    "a long table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 5_000,
    "a table of few cells": "|" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|\n" * 3_000,
    "references": "".join(f"[{each}]: https://x.example/{each}\n" for each in range(5_000)) + "[1]" * 5_000,
    "references to references": "[a]: " * 10_000 + "[a]" * 10_000,
    "footnotes": "".join(f"[^{each}]: [^{each + 1}]\n" for each in range(3_000)) + "[^0]",
    "autolinks": "www." * 20_000 + "http://" * 10_000 + "a@" * 20_000,
    "headings": "# x\n" * 5_000 + "x\n===\n" * 5_000,
    "white space": " " * 100_000 + "\t" * 100_000 + "x",
    "line ends": "\n" * 100_000 + "x",
    "strikes": "~~a~" * 20_000,
    "ordered lists": "".join(f"{each}) x\n" for each in range(5_000)),
    "tasks": "- [x] - [ ] " * 5_000,
    "citation marks": "\ue000" * 20_000 + "1" + "\ue001" * 20_000,
    "combining marks": "a" + "\u0301" * 50_000,
    "turned around": "\u202e\u2066" * 20_000 + "x",
    "a word": "a" * 300_000,
    "code that a highlighter fears": "```python\n" + "'''" * 5_000 + "\\" * 5_000 + "(" * 5_000 + "\n```",
    "code in a language of many rules": "```sql\n" + "/*" * 5_000 + "--" * 5_000 + "\n```",
    "JSON without an end": "```json\n" + "[" * 10_000 + '"\\' * 5_000 + "\n```",
    "markup in code": "```html\n" + "<a b='" * 5_000 + "\n```",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_comes_to_an_end_and_is_inert(name: str):
    assert_inert(render(BOMBS[name]))


def test_a_bomb_is_no_worse_when_it_is_streamed():
    for bomb in BOMBS.values():
        live = MarkdownStream(cite_nothing)
        for start in range(0, 20_000, 2_000):
            live.feed(bomb[start : start + 2_000])
            live.open()
        live.close()
        assert_inert("".join(live.finished))


# --- frames of a stream -------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.one_of(st.sampled_from(ALL), st.text(st.sampled_from("\r\n\x0b\x0c\x85\u2028\u2029: adtevn<"), max_size=40)))
def test_no_text_ends_its_frame(text: str):
    for frame in (stream._frame(text), stream._event("reply-step", {"line": text})):
        assert frame.endswith(b"\n\n")
        assert b"\r" not in frame
        lines = frame[:-2].split(b"\n")
        assert all(line.startswith((b"data: ", b"event: reply-step")) for line in lines)


# --- all that is not Markdown: whatever it says, the page is made of the same elements -----------------------------


def assert_only_words_differ(made: Callable[[Sequence[str]], str], words: Sequence[str] = ALL) -> None:
    hostile, plain = Skeleton(made(words)), Skeleton(made([harmless(word) for word in words]))
    assert hostile.elements == plain.elements
    assert_safe(hostile)


def assert_safe(page: Skeleton) -> None:
    assert [each for each in page.addresses if not re.match(r"(?:https?://|mailto:|[/#?]|$)", each)] == []
    assert [each for each in page.addresses if each.startswith("//")] == []


def source(words: str) -> Source:
    snippets = (Snippet(words, page=1, highlights=((0, 1),)),)
    return Source(SourceKind.DOCUMENT, words, words, "https://x.example/", words, words, snippets=snippets)


def events(words: str) -> tuple[Entry, ...]:
    steps = tuple(Step(kind, words, (source(words),), words) for kind in StepKind)
    rest = (Notice(words), TextDelta("Text"), CitationFound(source(words)), FollowUps((words,) * 3))
    return (*steps, *rest, ReplyFinished(words, words, usage=Usage(model=words)))


def chat(words: Sequence[str]) -> Chat:
    turns = [Turn(each, (ChatFile(each, each),), reply=events(each), failure=each) for each in words]  # type: ignore[arg-type]
    return saved_chat("c1", words[0], turns=tuple(turns))


def test_a_reply_as_it_is_written():
    def written(words: Sequence[str]) -> str:
        pieces = []
        for each in words:
            state = ReplyState("r", each)
            updates = Updates(state)
            for entry in (*events(each), Ended("failed", each, each)):
                state.add(entry)
                pieces.append(updates.next())
        return "".join(pieces)

    assert_only_words_differ(written, SOME)


def test_a_source_links_only_where_a_browser_may_go():
    reply = ReplyState("r", "")
    for each in ALL:
        item = Source(SourceKind.DOCUMENT, "k", each, each)
        page = Skeleton(render_to_string("messages/_source.html", {"reply": reply, "number": 1, "source": item}))
        assert_safe(page)
        assert bool(page.addresses) == bool(web_url(each))


async def rendered(browser: AsyncClient, url: str, **headers: str) -> str:
    response = await browser.get(url, headers=headers)
    assert response.status_code in {200, 422, 503}
    return re.sub(r"nonce-[\w-]+|(?<=nonce=\")[^\"]+", "", response.text)


async def assert_same_elements(
    browser: AsyncClient, url: str, put: Callable[[Sequence[str]], Any], words: Sequence[str] = ALL, **headers: str
) -> str:
    pages = []
    for each in (words, [harmless(word) for word in words]):
        put(each)
        pages.append(await rendered(browser, url, **headers))
    hostile, plain = map(Skeleton, pages)
    different = [pair for pair in zip(_placed(hostile), _placed(plain), strict=False) if pair[0] != pair[1]]
    assert different == []
    assert len(hostile.elements) == len(plain.elements)
    assert_safe(hostile)
    return pages[0]


def _placed(page: Skeleton) -> list[str]:
    """Without what is new each time a page is made."""
    random = re.compile(r"hx-nonce=\S+|[0-9a-f]{32,}|[0-9a-f]{8}-[0-9a-f-]{27}")
    return [random.sub("", element) for element in page.elements]


@pytest.mark.parametrize("url", ["/chats/c1/?first=1&last=1000", "/chats/c1/export/?format=html"])
async def test_a_saved_chat(owned: Owned, everybody: dict[str, AsyncClient], url: str):
    client = owned.clients[ERIN]
    await assert_same_elements(everybody["owner"], url, lambda words: client.saved.update(c1=chat(words)), SOME)


@pytest.mark.parametrize("part", ["prompt", "reply"])
async def test_a_message_that_is_to_be_deleted(owned: Owned, everybody: dict[str, AsyncClient], part: str):
    client = owned.clients[ERIN]

    def put(words: Sequence[str]) -> None:
        turn = Turn("".join(words), reply=(TextDelta("".join(words)),), prompt_id=words[0], reply_id=words[-1])
        client.saved["c1"] = saved_chat("c1", turns=(turn,))

    for each in SOME[::4]:
        await assert_same_elements(everybody["owner"], f"/chats/c1/turns/t1/delete/?part={part}", put, [each])


async def test_a_chat_as_json_holds_the_words_and_nothing_more(owned: Owned, everybody: dict[str, AsyncClient]):
    owned.clients[ERIN].saved["c1"] = chat(SOME)
    exported = json.loads((await everybody["owner"].get("/chats/c1/export/?format=json")).text)
    turns = [turn for turn in exported["turns"] if turn["files"]]
    assert [turn["prompt"] for turn in turns] == SOME
    urls = {each["url"] for turn in turns for each in turn["reply"]["sources"]}
    assert urls == {"https://x.example/"}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
async def test_the_list_of_chats(owned: Owned, everybody: dict[str, AsyncClient], headers: dict[str, str]):
    def put(words: Sequence[str]) -> None:
        owned.clients[ERIN].saved = {f"c{n}": saved_chat(f"c{n}", each) for n, each in enumerate(words)}

    page = await assert_same_elements(everybody["owner"], "/chats/?select=all", put, **headers)
    assert "planted=1" in page  # it was there


async def test_what_a_search_looks_for(everybody: dict[str, AsyncClient], owned: Owned):
    for each in SOME:
        pages = [await everybody["owner"].get("/chats/", {"q": f"{words} qqq"}) for words in (each, harmless(each))]
        hostile, plain = (_placed(Skeleton(page.text)) for page in pages)
        assert hostile == plain, each


async def test_names_of_files_and_drafts(owned: Owned, everybody: dict[str, AsyncClient], employee: User):
    pages = []
    for words in (SOME, [harmless(each) for each in SOME]):
        await AttachedFile.objects.all().adelete()
        for number, each in enumerate(words):
            await AttachedFile.objects.acreate(
                user=employee,
                upstream_id=f"u{number}",
                chat_id="c1",
                name=each[:255],
                size=1,
                status="failed",
                failure="X",
            )
        await Draft.objects.filter(user=employee).aupdate(text="".join(words))
        urls = ("/files/?chat=c1", "/chats/c1/")
        pages.append([_placed(Skeleton(await rendered(everybody["owner"], url))) for url in urls])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("url", ["/applications/", "/applications/handbook/", "/assistants/", "/"])
async def test_what_an_application_says_of_itself(owned: Owned, everybody: dict[str, AsyncClient], url: str):
    client = owned.clients["adam@example.com"]

    def put(words: Sequence[str]) -> None:
        said = {str(number): each for number, each in enumerate(words)}
        client.applications["handbook"] = Application(
            "handbook", words[0], "".join(words), tuple(words), tuple(words), said
        )
        client.known_agents = [Agent(f"a{number}", each, each) for number, each in enumerate(words)]

    await assert_same_elements(everybody["admin"], url, put)


async def test_what_somebody_is_called(owned: Owned, everybody: dict[str, AsyncClient], employee: User):
    for name in SOME[::4]:
        pages = []
        for each in (name, harmless(name)):
            await User.objects.filter(pk=employee.pk).aupdate(name=each[:200])
            pages.append(_placed(Skeleton(await rendered(everybody["owner"], "/account/preferences/"))))
        assert pages[0] == pages[1]


async def test_what_an_error_of_the_chat_api_says_is_shown_to_nobody(owned: Owned, everybody: dict[str, AsyncClient]):
    client = owned.clients[ERIN]
    for url in ("/chats/", "/", "/assistants/"):
        client.list_error = Unavailable("\n".join(["planted-words", *ALL]))
        assert "planted" not in await rendered(everybody["owner"], url)


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/account/sign-in/", ("email", "next")),
        ("/account/preferences/", ("send_with", "theme", "language")),
        ("/messages/", ("prompt", "agent", "application", "mode")),
    ],
)
async def test_a_form_that_is_refused_gives_words_back_as_words(
    owned: Owned, everybody: dict[str, AsyncClient], url: str, fields: Sequence[str]
):
    for each in SOME:
        forms = [dict.fromkeys(fields, words) for words in (each, harmless(each))]
        pages = [(await everybody["owner"].post(url, form)).text for form in forms]
        hostile, plain = (_placed(Skeleton(page)) for page in pages)
        assert hostile == plain, each
