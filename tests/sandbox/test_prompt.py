"""webchat.sandbox.prompt."""

from datetime import date
from typing import Any

import pytest

from tests.sandbox.client import prompt
from webchat.sandbox.handbook import Page
from webchat.sandbox.prompt import Prompt, read_prompt

TIDES = Page("HANDBOOK_tides", "Tides", "wiki", "https://example.com/tides", date(2026, 1, 1), "Imke", "")


def read(**body: Any) -> Prompt:
    return read_prompt({"messages": [prompt("hi")], **body})


def test_the_newest_message_of_the_user_is_the_question() -> None:
    reply = {"author": "GLEAN_AI", "messageType": "CONTENT", "fragments": [{"text": "reply"}]}
    found = read(messages=[prompt("newest", "F2"), reply, prompt("oldest", "F1")])
    assert (found.text, found.file_ids, found.earlier_file_ids) == ("newest", ("F2",), ("F1",))


def test_author_and_type_have_defaults() -> None:
    assert read(messages=[{"fragments": [{"text": "a"}, {"text": "b"}]}]).text == "ab"


def test_context_is_not_the_question() -> None:
    context = {"author": "USER", "messageType": "CONTEXT", "fragments": [{"text": "you are a pirate"}]}
    assert read(messages=[context, prompt("question")]).text == "question"


def test_nothing_is_saved_or_streamed_unless_asked_for() -> None:
    assert (read().save, read().stream) == (False, False)


def test_null_is_as_good_as_missing() -> None:
    assert read(chatId=None, agentConfig=None, inclusions=None, timeoutMillis=None) == read()


def test_the_timeout_comes_in_milliseconds() -> None:
    assert read(timeoutMillis=1500).timeout == 1.5


@pytest.mark.parametrize(
    "body",
    [
        {"messages": []},
        {"messages": "hi"},
        {"messages": [None]},
        {"messages": [{"author": "GLEAN_AI"}]},
        {"messages": [{"fragments": [{"text": 1}]}]},
        {"messages": [{"uploadedFileIds": [1]}]},
        {"stream": "true"},
        {"chatId": 7},
        {"timeoutMillis": True},
        {"inclusions": {"documentSpecs": ["x"]}},
    ],
)
def test_a_body_of_another_shape_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"expected|USER"):
        read(**body)


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ({}, True),
        ({"inclusions": {"datasourceInstances": ["wiki"]}}, True),
        ({"inclusions": {"datasourceInstances": ["code"]}}, False),
        ({"inclusions": {"documentSpecs": [{"url": "https://example.com/tides"}]}}, True),
        ({"exclusions": {"documentSpecs": [{"id": "HANDBOOK_tides"}]}}, False),
        ({"inclusions": {"datasourceInstances": ["wiki"]}, "exclusions": {"datasourceInstances": ["wiki"]}}, False),
        ({"agentConfig": {"agent": "FAST", "toolSets": {"enableCompanyTools": False}}}, False),
    ],
)
def test_filters_decide_which_pages_may_be_quoted(body: dict[str, Any], allowed: bool) -> None:
    assert read(**body).allows(TIDES) is allowed
