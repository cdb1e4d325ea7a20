import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.upstream.glean.samples import content, line, said, sample
from webchat.upstream.errors import BadResponse, ReplyFailed, UpstreamError
from webchat.upstream.glean.reply import ReplyReader
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    ReplyFinished,
    ReplyStarted,
    Retried,
    Source,
    SourceKind,
    Step,
    StepKind,
    TextDelta,
)


def read(*chunks):
    reader = ReplyReader()
    return [event for chunk in chunks for event in reader.feed(chunk)] + list(reader.end())


def texts(events):
    return [event.text for event in events if isinstance(event, TextDelta)]


def test_a_whole_reply_from_its_first_step_to_its_title():
    garage = Source(SourceKind.DOCUMENT, "document:D1", "Garage", "https://wiki.example/g", "confluence")
    assert read(sample("answer.ndjson")) == [
        ReplyStarted("c-1"),
        Step(StepKind.SEARCHING, "parking rules"),
        Step(StepKind.READING, "", (garage,)),
        TextDelta("Two **bays"),
        TextDelta("** per team."),
        CitationFound(Source(SourceKind.DOCUMENT, "document:D1", "Garage", "https://wiki.example/g")),
        FollowUps(("Who assigns bays?",)),
        ReplyFinished("Parking rules", "mt"),
    ]


def test_an_error_in_the_stream_is_told_after_the_text_before_it():
    reader = ReplyReader()
    assert list(reader.feed(sample("error.ndjson"))) == [TextDelta("The policy says ")]
    with pytest.raises(ReplyFailed) as caught:
        list(reader.end())
    assert caught.value.detail == "The model did not respond in time."


def test_what_comes_after_an_error_is_still_read():
    reader = ReplyReader()
    events = list(reader.feed(line(said("ERROR", "no")) + line(content("text"), chatId="c-1")))
    assert events == [ReplyStarted("c-1"), TextDelta("text")]


def test_a_retry_voids_what_came_before():
    assert read(sample("retry.ndjson")) == [
        TextDelta("Wrong sta"),
        Retried(),
        TextDelta("Right start."),
        ReplyFinished(),
    ]


def test_a_retry_after_an_error_is_no_failure():
    events = read(line(said("ERROR", "no")), line(said("CONTROL_RETRY")), line(content("yes")))
    assert events == [Retried(), TextDelta("yes"), ReplyFinished()]


# --- lines -------------------------------------------------------------------------------------------------------


def test_a_line_separator_within_a_text_does_not_break_the_line():
    body = json.dumps({"messages": [content("one\u2028two\u0085three")]}, ensure_ascii=False).encode()
    assert texts(read(body)) == ["one\u2028two\u0085three"]


def test_blank_lines_comments_and_done_are_no_lines():
    events = read(b"\n \n\r\n: heartbeat\n[DONE]\ndata: [DONE]\n")
    assert events == [ReplyFinished()]


@pytest.mark.parametrize("prefix", [b"data:", b"data: "])
def test_lines_dressed_as_an_event_stream_are_read(prefix):
    assert texts(read(prefix + line(content("a")))) == ["a"]


def test_a_bad_line_is_skipped_and_counted():
    events = read(line(content("a")), b"<html>\n", b"[1]\n", b'{"messages":\n', line(content("b")))
    assert texts(events) == ["a", "b"]
    assert events[-1] == ReplyFinished(skipped_lines=3)


def test_nothing_but_bad_lines_is_a_bad_response():
    with pytest.raises(BadResponse):
        read(b"<html>\n<body>\n")


def test_a_line_nested_beyond_all_measure_is_a_bad_line():
    assert read(line(content("a")), b"[" * 200_000 + b"\n")[-1].skipped_lines == 1


def test_bytes_that_are_no_utf_8_cost_a_character_not_the_line():
    assert texts(read(line(content("caf?")).replace(b"?", b"\xe9"))) == ["caf\ufffd"]


def test_an_empty_stream_is_a_finished_reply():
    assert read() == [ReplyFinished()]


# --- what is told besides the messages -----------------------------------------------------------------------------


def test_the_chat_may_be_told_late_and_is_told_once():
    events = read(line(content("a")), line(content("b"), chatId="c-1"), line(chatId="c-2"))
    assert events == [TextDelta("a"), ReplyStarted("c-1"), TextDelta("b"), ReplyFinished()]


def test_the_chat_may_be_told_by_its_metadata_alone():
    assert ReplyStarted("c-1") in read(line(chat={"id": "c-1"}))


def test_of_title_and_follow_ups_the_last_that_are_not_null_count():
    events = read(
        line(followUpPrompts=["a"], chat={"name": "First"}),
        line(followUpPrompts=["b", None, 3], chat={"name": "Second"}),
        line(followUpPrompts=None, chat={"name": None}),
    )
    assert events == [FollowUps(("b",)), ReplyFinished(title="Second")]


def test_a_cancelled_reply_says_so():
    assert read(line(content("a")), line(said("CONTROL_CANCEL")))[-1] == ReplyFinished(cancelled=True)


# --- not streamed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 2])
def test_a_whole_answer_may_be_on_many_lines(indent):
    reader = ReplyReader()
    body = json.dumps({"messages": [content("a"), content("b")]}, indent=indent).encode()
    assert [*reader.whole(body), *reader.end()] == [TextDelta("a"), TextDelta("b"), ReplyFinished()]


def test_a_whole_answer_may_be_a_stream_all_the_same():
    reader = ReplyReader()
    assert texts([*reader.whole(sample("answer.ndjson")), *reader.end()]) == ["Two **bays", "** per team."]


# --- anything ----------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=5,
)


def wire(names, values):
    """Objects with the names the reader looks for, and values of any type."""
    return st.dictionaries(st.sampled_from(names.split()), values | anything, max_size=4)


people = wire("name id obfuscatedId", anything)
things = wire("id title name url datasource metadata", wire("author owner updateTime datasource", people))
places = wire(
    "snippets", st.lists(wire("text snippet pageNumber ranges", st.lists(wire("startIndex endIndex", anything))))
)
citations = wire("sourceDocument sourceFile sourcePerson", things) | wire("referenceRanges", st.lists(places))
tools = wire("toolDisplayName actionPreview", wire("description", anything))
fragments = wire("text", st.text()) | wire("citation", citations) | wire("serverToolRequest querySuggestion", tools)
found = wire("structuredResults", st.lists(wire("document person team", things)))
types = st.sampled_from(["CONTENT", "HEADING", "UPDATE", "ERROR", "WARNING", "SERVER_TOOL", "CONTROL_RETRY", "NEW"])
messages = st.fixed_dictionaries(
    {"messageType": types | anything, "fragments": st.lists(fragments | found, max_size=3) | anything},
    optional={
        "author": anything,
        "messageId": anything,
        "citations": st.lists(citations),
        "messageTrackingToken": anything,
    },
)
responses = st.fixed_dictionaries(
    {"messages": st.lists(messages, max_size=3) | anything},
    optional={"chatId": anything, "chat": wire("id name", anything), "followUpPrompts": st.lists(anything) | anything},
)


@given(st.lists(responses | anything, max_size=4))
def test_no_json_whatsoever_raises_an_error_that_is_not_ours(documents):
    try:
        events = read(*(json.dumps(document).encode() + b"\n" for document in documents))
    except UpstreamError:
        return
    assert isinstance(events[-1], ReplyFinished)


@given(st.lists(st.binary(), max_size=4))
def test_no_bytes_whatsoever_raise_an_error_that_is_not_ours(chunks):
    try:
        events = read(*chunks)
    except UpstreamError:
        return
    assert isinstance(events[-1], ReplyFinished)
