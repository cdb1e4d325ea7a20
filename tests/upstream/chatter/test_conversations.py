from datetime import UTC, datetime

import pytest

from tests.upstream.chatter.samples import body
from webchat.upstream.chatter.conversations import saved_chat, summaries, turns
from webchat.upstream.errors import NotFound
from webchat.upstream.types.replies import ReplyFinished, TextDelta, Usage
from webchat.upstream.types.saved import ChatSettings, ChatSummary, Turn

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def message(number, role, text, **more):
    return {"id": f"M{number}", "sequence_number": number, "role": role, "content": text, **more}


def reply(text, **usage):
    return (TextDelta(text), ReplyFinished(usage=Usage(**usage) if usage else None))


def test_a_prompt_and_the_reply_after_it_are_a_turn():
    prompt = message(0, "user", "How many?", created_at="2026-11-21T12:00:00.000000Z")
    [turn] = turns([prompt, message(1, "assistant", "Two.")])
    assert turn == Turn("How many?", asked=NOON, reply=reply("Two."), prompt_id="M0", reply_id="M1")


def test_messages_are_in_the_order_of_their_numbers_since_their_times_are_the_same():
    shuffled = [message(3, "assistant", "b"), message(0, "user", "A"), message(2, "user", "B")]
    assert [turn.prompt for turn in turns([*shuffled, message(1, "assistant", "a")])] == ["A", "B"]


def test_a_prompt_may_be_without_a_reply():
    first, second = turns([message(0, "user", "A"), message(1, "user", "B"), message(2, "assistant", "b")])
    assert (first.prompt, first.reply, first.reply_id) == ("A", (), "")
    assert (second.prompt, second.reply_id) == ("B", "M2")


def test_a_reply_whose_prompt_is_deleted_is_not_the_reply_to_another():
    found = turns([message(0, "user", "A"), message(3, "assistant", "b")])
    assert [(turn.prompt, turn.prompt_id, turn.reply_id) for turn in found] == [("A", "M0", ""), ("", "", "M3")]
    assert turns([message(1, "assistant", "a")])[0].prompt == ""


def test_what_is_no_prompt_and_no_reply_is_left_out():
    said = [message(0, "system", "Be brief."), message(1, "user", "A"), message(2, "tool", "42")]
    [turn] = turns([*said, message(3, "assistant", "a"), {"role": None}])
    assert (turn.prompt, turn.reply) == ("A", reply("a"))


def test_a_reply_that_was_saved_twice_is_shown_once():
    """As 6f6acdfc did."""
    [turn] = turns([message(0, "user", "A"), message(1, "assistant", "a"), message(2, "assistant", "a")])
    assert (turn.reply, turn.reply_id) == (reply("a"), "M1")


def test_a_saved_failure_of_a_provider_says_nothing_of_it():
    [turn] = turns([message(0, "user", "A"), message(1, "assistant", "I'm sorry, I encountered an error: sk-123")])
    assert turn.failure
    assert "sk-123" not in repr(turn)
    assert turn.reply_id == "M1"


def test_a_reply_says_what_it_has_cost_if_somebody_counted():
    counted = {"prompt_tokens": 9, "completion_tokens": 25, "response_time_ms": 411, "model_used": "gpt-4"}
    [turn] = turns([message(0, "user", "A"), message(1, "assistant", "a", **counted)])
    assert turn.reply == reply("a", prompt_tokens=9, completion_tokens=25, milliseconds=411, model="gpt-4")


def test_messages_may_lack_anything():
    assert [turn.prompt for turn in turns([{"role": "user"}, {}, {"role": "assistant", "sequence_number": "x"}])] == [
        ""
    ]


def test_a_conversation_that_is_deleted_is_not_there():
    with pytest.raises(NotFound):
        saved_chat(body("seed/87-conv-get-after-delete"))
    assert summaries([{"id": "c", "status": "deleted"}]) == ()


def test_one_that_is_archived_is():
    assert [chat.title for chat in summaries(body("seed/30-conv-list-after-archive")["conversations"])] == ["Renamed"]


def test_the_one_changed_last_is_the_first():
    """Whatever says so: the time of the last message is null wherever it was seen."""
    listed = [
        {"id": "a", "updated_at": "2026-11-21T11:00:00Z"},
        {"id": "b"},
        {"id": "c", "updated_at": "2026-11-21T10:00:00Z", "last_message_at": "2026-11-21T12:00:00Z"},
    ]
    found = summaries(listed)
    assert [chat.id for chat in found] == ["c", "a", "b"]
    assert found[0] == ChatSummary("c", updated=NOON)


def test_what_was_settled_for_a_chat_stands_in_two_places():
    wire = {"id": "c", "temperature": 0.3, "extra_metadata": {"webchat": {"instructions": "Be brief."}}}
    assert saved_chat(wire).settings == ChatSettings(temperature=0.3, instructions="Be brief.")


@pytest.mark.parametrize("metadata", [None, {}, {"webchat": None}, {"webchat": {"instructions": 3}}, {"k": "v"}])
def test_what_others_keep_there_settles_nothing(metadata):
    assert saved_chat({"id": "c", "temperature": None, "extra_metadata": metadata}).settings is None
