import json

import pytest

from tests.upstream.chatter.samples import NAMES, stream
from webchat.upstream.chatter.stream import StreamReader
from webchat.upstream.errors import BadResponse, Interrupted, ReplyFailed
from webchat.upstream.types.replies import ReplyFinished, Retried, Step, StepKind, TextDelta, Usage

START = {"type": "start", "content": "", "metadata": {"conversation_id": "01M7"}}
END = {"type": "end", "content": ""}
DONE = b"data: [DONE]\n\n"


def token(text):
    return {"type": "token", "content": text}


def complete(**metadata):
    return {"type": "complete", "content": "", "metadata": metadata}


def wire(*events, done=True):
    lines = [
        event if isinstance(event, bytes) else b"data: " + json.dumps(event).encode() + b"\n\n" for event in events
    ]
    return b"".join(lines) + (DONE if done else b"")


def read(document, size=None):
    """The events of a reply that comes in pieces of that many bytes."""
    reader = StreamReader()
    pieces = [document] if size is None else [document[at : at + size] for at in range(0, len(document), size)]
    return [*(event for piece in pieces for event in reader.feed(piece)), *reader.end("the-id")]


def text_of(events):
    text = ""
    for event in events:
        text = "" if isinstance(event, Retried) else text + (event.text if isinstance(event, TextDelta) else "")
    return text


def said(*events, **options):
    return text_of(read(wire(*events, **options)))


# --- what was recorded -----------------------------------------------------------------------------------------------


STREAMS = [name for name in NAMES if "stream-" in name and not name.endswith(("422", "no-token", "true"))]


def outcome(document, size=None):
    try:
        return read(document, size)
    except ReplyFailed:
        return "failed"


@pytest.mark.parametrize("name", STREAMS)
def test_where_a_recorded_stream_is_cut_into_pieces_makes_no_difference(name):
    """Among others, at every byte."""
    document = stream(name)
    assert all(outcome(document, size) == outcome(document) for size in (1, 2, 3, 100))


@pytest.mark.parametrize("name", ["seed/46-stream-plain", "september/46-stream-plain"])
def test_a_recorded_stream_that_ends_early_is_interrupted_with_what_came(name):
    """At each of its bytes, but for those after its end."""
    document = stream(name)
    end = document.index(b'{"type": "end"')
    reader = StreamReader()
    events = []
    for at in range(end):
        events += reader.feed(document[at : at + 1])
    assert text_of(events) == " ".join(f"word{number}" for number in range(1, 13))
    for cut in range(0, end, 101):
        reader = StreamReader()
        list(reader.feed(document[:cut]))
        with pytest.raises(Interrupted):
            list(reader.end())


# --- what may come ---------------------------------------------------------------------------------------------------


def test_tokens_join_as_they_are():
    events = read(wire(START, START, token(" a"), token("\n\n-"), token(" b\u2028"), END))
    assert [event.text for event in events[:-1]] == [" a", "\n\n-", " b\u2028"]
    assert events[-1] == ReplyFinished()


@pytest.mark.parametrize("ending", [END, {"type": "done", "metadata": {}}])
def test_a_reply_that_has_said_its_end_needs_no_last_line(ending):
    assert said(token("a"), ending, done=False) == "a"


def test_the_last_line_is_an_end_too_and_may_be_cut():
    assert said(token("a")) == "a"
    assert text_of(read(wire(token("a"), done=False) + b"data: [DONE]")) == "a"


def test_a_stream_without_an_end_is_interrupted():
    with pytest.raises(Interrupted):
        said(START, token("a"), done=False)
    with pytest.raises(Interrupted):
        read(b"")


@pytest.mark.parametrize(
    "error", [{"type": "error", "content": "SQL: SELECT"}, {"type": "error", "error": "SQL: SELECT"}, {"type": "error"}]
)
def test_an_error_fails_the_reply_and_none_of_its_words_are_kept(error):
    reader = StreamReader()
    assert text_of(reader.feed(wire(START, token("a"), error))) == "a"
    with pytest.raises(ReplyFailed) as caught:
        list(reader.end("the-id"))
    assert caught.value.detail == "told within the stream (correlation id the-id)"


def test_nothing_but_an_end_is_no_answer():
    """Whoever reads it has to look for one."""
    assert read(wire(START, END)) == []
    assert read(wire()) == []


@pytest.mark.parametrize(
    ("final", "events"),
    [
        ("a b", [TextDelta("a"), TextDelta(" b")]),
        ("a b c", [TextDelta("a"), TextDelta(" b"), TextDelta(" c")]),
        ("A b", [TextDelta("a"), TextDelta(" b"), Retried(), TextDelta("A b")]),
        (None, [TextDelta("a"), TextDelta(" b")]),
    ],
)
def test_the_whole_text_at_the_end_corrects_the_pieces(final, events):
    assert read(wire(token("a"), token(" b"), complete(final_content=final), END))[:-1] == events


def test_a_text_may_come_only_as_a_whole():
    assert said(START, complete(final_content="All of it."), END) == "All of it."


def test_text_may_follow_the_end_of_a_models_turn():
    assert said(token("a"), complete(streaming_complete=True), token(" b"), {"type": "done"}) == "a b"


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize("failure", ["I'm sorry, I encountered an error: sk-123", "I encountered an error: sk-123"])
def test_a_failure_in_the_assistants_words_is_a_failure_of_which_nothing_is_shown(size, failure):
    document = wire(*(token(failure[at : at + size]) for at in range(0, len(failure), size)), END)
    reader = StreamReader()
    assert list(reader.feed(document)) == []
    with pytest.raises(ReplyFailed) as caught:
        list(reader.end())
    assert "sk-123" not in caught.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "I",
        "I'm sorry",
        "I'm sorry, I encountered an error",
        "I'm sorry to hear that.",
        "They wrote: I'm sorry, I encountered an error: 42.",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_an_answer_that_only_sounds_like_a_failure_is_shown(text, size):
    assert said(*(token(text[at : at + size]) for at in range(0, len(text), size)), END) == text


def test_a_step_is_told_once():
    events = read(
        wire(
            {"type": "node_start", "metadata": {"node": "retrieve"}},
            {"type": "node_complete", "metadata": {"node": "retrieve"}},
            {"type": "tool_call_start", "content": "calculator"},
            {"type": "tool_call_end", "content": "42", "metadata": {"tool_name": "calculator"}},
            {"type": "node_complete", "metadata": {"node": "write"}},
            {"type": "node_start", "metadata": {"node": "retrieve"}},
            {"type": "source_found", "content": "Handbook"},
            token("a"),
            END,
        )
    )
    steps = [(event.kind, event.text) for event in events if isinstance(event, Step)]
    other = StepKind.OTHER
    assert steps == [
        (other, "retrieve"),
        (other, "calculator"),
        (other, "write"),
        (other, "retrieve"),
        (StepKind.READING, "Handbook"),
    ]


def usage_of(*events):
    return read(wire(token("a"), *events))[-1].usage


def test_what_each_call_of_a_model_has_cost_is_added_up():
    calls = [complete(input_tokens=9, output_tokens=3), complete(input_tokens=1, output_tokens=2)]
    done = {"type": "done", "metadata": {"execution_time_ms": 700}}
    assert usage_of(*calls, done) == Usage(prompt_tokens=10, completion_tokens=5, milliseconds=700)


def test_what_is_said_of_the_whole_counts_more():
    told = {"type": "usage", "usage": {"prompt_tokens": 31, "completion_tokens": 60, "model": "quotes"}}
    expected = Usage(prompt_tokens=31, completion_tokens=60, milliseconds=5, model="quotes")
    assert usage_of(complete(input_tokens=1, response_time_ms=5), told, END) == expected


def test_a_model_is_not_called_by_the_name_of_a_class():
    assert usage_of(complete(model_used="ChatOpenAI"), END) is None


def test_nobody_counted_is_not_nought():
    assert usage_of(complete(input_tokens=0, output_tokens=0, total_tokens=0), END) is None


# --- what may go wrong -----------------------------------------------------------------------------------------------


def test_what_is_unknown_or_no_event_at_all_is_passed_over():
    noise = [
        b": a comment\n\n",
        b"event: ping\nid: 7\nretry: 10\n\n",
        b"data: not json\n\n",
        b"data: [1]\n\ndata: null\n\n",
        {"type": "thinking", "content": "hm"},
        {"type": "heartbeat"},
        {"type": None, "content": 3},
        {"type": "token", "content": None},
        {"type": "complete", "metadata": "none"},
        {},
    ]
    events = read(wire(token("a"), *noise, token("b"), END))
    assert text_of(events) == "ab"
    assert events[-1].skipped_lines == 3


def test_odd_framing_is_read():
    assert text_of(read(b'data:{"type":"token","content":"a"}\r\n\r\ndata: {"type": "end"}\r\n\r\n')) == "a"


def test_a_page_is_no_stream():
    with pytest.raises(BadResponse):
        read(b"<!doctype html>\n<title>Sign in</title>\n")
