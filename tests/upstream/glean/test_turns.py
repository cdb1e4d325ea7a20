import pytest

from tests.upstream.glean.samples import asked, cites, content, said, sample
from webchat.upstream.glean.messages import MessageReader
from webchat.upstream.glean.reply import ReplyReader
from webchat.upstream.glean.turns import saved_turns
from webchat.upstream.types.replies import FollowUps, ReplyFinished, ReplyStarted, Step, TextDelta
from webchat.upstream.types.saved import ChatFile
from webchat.upstream.wire import mappings, parse

FIRST = [
    asked("One?"),
    said("UPDATE", "**Searching:** one"),
    content("Uno", message_id="a1"),
    content("!", message_id="a1"),
]
SECOND = [asked("Two?"), content("Dos", message_id="a2")]


def dated(messages, start=10):
    return [{**message, "ts": f"2026-11-21T12:00:{start + index}Z"} for index, message in enumerate(messages)]


def spoken(messages):
    return [
        (turn.prompt, "".join(event.text for event in turn.reply if isinstance(event, TextDelta)))
        for turn in saved_turns(messages)
    ]


BOTH = [("One?", "Uno!"), ("Two?", "Dos")]


def test_messages_from_oldest_to_newest():
    assert spoken(FIRST + SECOND) == BOTH


def test_messages_from_newest_to_oldest():
    assert spoken((FIRST + SECOND)[::-1]) == BOTH


@pytest.mark.parametrize("turned", [1, -1])
def test_times_tell_the_order_whoever_speaks_first(turned):
    messages = dated([*FIRST, *SECOND, asked("Three?")])
    assert spoken(messages[::turned]) == [*BOTH, ("Three?", "")]


@pytest.mark.parametrize("turned", [1, -1])
def test_times_of_the_replies_are_enough(turned):
    messages = [
        {**message, "ts": None} if message["author"] == "USER" else message
        for message in dated([*FIRST, *SECOND, asked("Three?")])
    ]
    assert spoken(messages[::turned]) == [*BOTH, ("Three?", "")]


def test_times_win_over_any_order():
    messages = dated(FIRST + SECOND)
    assert spoken([messages[0], *messages[3:], *messages[1:3]]) == BOTH


def test_equal_times_keep_the_order_of_a_reversed_list():
    at_once = [{**message, "ts": "1790000000"} for message in FIRST]
    later = [{**message, "ts": "1790000001"} for message in SECOND]
    assert spoken([*at_once, *later][::-1]) == BOTH


def test_a_reply_before_any_prompt_is_a_turn_without_one():
    assert spoken([content("Hello", message_id="a0"), *FIRST, content("Bye", message_id="a3")])[0] == ("", "Hello")


def test_two_prompts_in_a_row_are_two_turns():
    assert spoken([asked("One?"), asked("Two?"), content("Dos")]) == [("One?", ""), ("Two?", "Dos")]


def test_context_and_the_answers_to_tools_are_no_prompts():
    granted = {"author": "USER", "fragments": [{"serverToolResponse": {"isGranted": True}}]}
    context = {"author": "USER", "messageType": "CONTEXT", "fragments": [{"text": "Be kind."}]}
    assert spoken([context, *SECOND, granted, content("!", message_id="a2")]) == [("Two?", "Dos!")]


def test_a_saved_reply_is_what_the_live_one_was():
    reader = ReplyReader()
    live = [*reader.feed(sample("answer.ndjson")), *reader.end()]
    messages = [
        message for line in sample("answer.ndjson").splitlines() for message in mappings(parse(line)["messages"])
    ]
    [turn] = saved_turns([asked("Parking?"), *messages])
    told_once = (ReplyStarted, FollowUps, ReplyFinished)
    assert [event for event in turn.reply if not isinstance(event, told_once)] == [
        event for event in live if not isinstance(event, told_once)
    ]
    assert turn.reply[-1] == ReplyFinished(feedback_token="mt")


def test_a_reply_of_steps_and_citations_keeps_them():
    [turn] = saved_turns([asked("One?"), said("UPDATE", "Thinking"), content("Uno", cites("D1"))])
    assert [type(event).__name__ for event in turn.reply] == ["Step", "TextDelta", "CitationFound", "ReplyFinished"]
    assert isinstance(turn.reply[0], Step)


def test_a_reply_that_failed_says_why_and_does_not_finish():
    [turn] = saved_turns([asked("One?"), content("Un"), said("ERROR", "The model slept.")])
    assert (turn.reply, turn.failure) == ((TextDelta("Un"),), "The model slept.")


def test_a_failure_without_words_is_one_all_the_same():
    [turn] = saved_turns([asked("One?"), said("ERROR")])
    assert turn.failure == "ERROR"


def test_a_prompt_without_a_reply_has_none():
    [turn] = saved_turns([asked("One?")])
    assert (turn.prompt, turn.reply, turn.failure) == ("One?", (), "")


def test_a_prompt_has_its_files_and_its_time():
    file = {"file": {"id": "F2", "name": "b.txt"}}
    prompt = {**asked("One?", uploadedFileIds=["F1", "F2", None]), "ts": "2026-11-21T12:00:00Z"}
    [turn] = saved_turns([{**prompt, "fragments": [*prompt["fragments"], file]}])
    assert turn.files == (ChatFile("F1"), ChatFile("F2", "b.txt"))
    assert turn.asked.isoformat() == "2026-11-21T12:00:00+00:00"


@pytest.mark.parametrize("messages", [[], [{}], [{"author": None, "fragments": None}], [{"author": "USER"}]])
def test_messages_that_say_nothing_are_no_turns_to_read(messages):
    assert [(turn.prompt, turn.failure) for turn in saved_turns(messages) if turn.prompt or turn.failure] == []


def test_only_the_replies_that_somebody_looks_at_are_read(monkeypatch):
    read = []
    monkeypatch.setattr(MessageReader, "read", lambda self, message: read.append(message) or ())
    turns = saved_turns(FIRST + SECOND)
    assert read == []
    assert len(turns[1].reply) == 1
    assert read == SECOND


def test_a_reply_that_is_read_late_is_the_same_value():
    one, same, other = (saved_turns(messages)[0] for messages in (FIRST, FIRST, SECOND))
    assert (one, hash(one)) == (same, hash(same))
    assert one != other
    assert one.reply != "".join(one.prompt)
    assert one.reply[:1] == (one.reply[0],)
