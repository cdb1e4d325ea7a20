"""A chat as a file, compared with the files in exports/. After a change that is meant: `EXPORTS=write pytest …`."""

import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from webchat.rendering import export
from webchat.rendering.html import TurnView
from webchat.rendering.reply import Ended, fold
from webchat.upstream.types.replies import CitationFound, Notice, Snippet, Source, SourceKind, Step, StepKind, TextDelta
from webchat.upstream.types.saved import Chat, ChatFile

GOLDEN = Path(__file__).parent / "exports"
NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
ASKED = datetime(2026, 11, 20, 8, 5, tzinfo=UTC)
RUNBOOK = Source(
    SourceKind.DOCUMENT,
    "d1",
    "Key rotation <runbook>",
    "https://wiki.example/keys",
    "wiki",
    "Maya Lindqvist",
    datetime(2026, 8, 12, tzinfo=UTC),
    (Snippet("Partners accept both keys.", page=3),),
)
PLAN = Source(SourceKind.FILE, "f1", "plan.pdf", "file:///etc/passwd")
ANSWER = (
    Step(StepKind.SEARCHING, "rotate keys"),
    Step(StepKind.READING, "", (RUNBOOK,)),
    Notice("Two sources could not be opened."),
    TextDelta("# Steps\n\nOpen a **change**."),
    CitationFound(RUNBOOK),
    TextDelta(
        " Then:\n\n```sh\nkeys rotate --overlap 24h\n```\n\n| Where | Notice |\n|---|--:|\n| Staging | 1 day |\n"
    ),
    CitationFound(PLAN),
    TextDelta("\n<script>alert(1)</script> ![](https://evil.example/x.png) [bad](javascript:alert(1))\n"),
    CitationFound(RUNBOOK),
)
CHAT = Chat("c1", "Key *rotation*", ASKED, NOW)
TURNS = (
    TurnView(fold("t1", "How do we rotate?\n\n# Really", [*ANSWER, Ended()]), (ChatFile("F1", "plan.pdf"),), ASKED),
    TurnView(fold("t2", "And then?", [TextDelta("Half"), Ended("stopped")])),
)

Writer = Callable[[Chat, Sequence[TurnView], datetime], str]


@pytest.mark.parametrize(
    ("write", "name"), [(export.markdown, "chat.md"), (export.html, "chat.html"), (export.json, "chat.json")]
)
def test_a_chat_is_exported_as_it_always_was(write: Writer, name: str) -> None:
    written = write(CHAT, TURNS, NOW)
    if os.environ.get("EXPORTS") == "write":
        (GOLDEN / name).write_text(written, encoding="utf-8")
    assert written == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_web_page_loads_and_runs_nothing() -> None:
    page = export.html(CHAT, TURNS, NOW)
    assert "default-src 'none'" in page
    assert re.findall(r"<(?:script|img|link|iframe|button|form)\b|\son\w+=|javascript:alert\(1\)\"|file:", page) == []


def test_its_own_style_is_all_that_its_policy_lets_in() -> None:
    page = export.html(CHAT, TURNS, NOW)
    [style] = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in page


def test_a_number_in_the_web_page_leads_to_its_note() -> None:
    page = export.html(CHAT, TURNS, NOW)
    places = set(re.findall(r'href="#([^"]+)"', page))
    assert places == {"t1-s1", "t1-s2"}
    assert all(f'<li id="{place}">' in page for place in places)


def test_steps_are_told_in_json_only() -> None:
    assert "rotate keys" not in export.markdown(CHAT, TURNS, NOW)
    assert "rotate keys" not in export.html(CHAT, TURNS, NOW)
    told = json.loads(export.json(CHAT, TURNS, NOW))
    assert [step["kind"] for step in told["turns"][0]["reply"]["steps"]] == ["searching", "reading"]


@pytest.mark.parametrize("write", [export.markdown, export.html, export.json])
def test_a_chat_without_anything_is_a_file_too(write: Writer) -> None:
    assert write(Chat("c1"), (), NOW)
