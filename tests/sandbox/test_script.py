"""webchat.sandbox.script."""

from webchat.sandbox import wire
from webchat.sandbox.cues import WORD
from webchat.sandbox.script import Line, written


def fragments(lines: list[Line]) -> list[wire.Wire]:
    return [fragment for line in lines for message in line.response["messages"] for fragment in message["fragments"]]


def test_the_pieces_join_to_the_text() -> None:
    text = "  Some *words*,\n\n- and\n- a list\n"
    assert "".join(fragment["text"] for fragment in fragments(list(written([text])))) == text


def test_several_words_go_into_a_line() -> None:
    lines = list(written(["one two three four five six seven"]))
    assert [fragment["text"] for fragment in fragments(lines)] == ["one two three ", "four five six ", "seven"]


def test_a_pause_lasts_as_long_as_the_words_of_its_line() -> None:
    first, second, *_ = written(["one two three four"])
    assert (first.pause, second.pause) == (3 * WORD, WORD)


def test_a_citation_stands_where_it_was_put() -> None:
    citation = wire.citation("sourceDocument", {"id": "D1"})
    assert fragments(list(written(["before", citation, " after"]))) == [
        {"text": "before"},
        citation,
        {"text": " after"},
    ]


def test_all_lines_belong_to_one_message_and_the_last_can_be_voted_on() -> None:
    *lines, last = [line.response["messages"][0] for line in written(["one two three four"])]
    assert {line["messageId"] for line in lines} == {last["messageId"]}
    assert last["messageTrackingToken"]
