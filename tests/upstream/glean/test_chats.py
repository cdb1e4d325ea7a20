import pytest

from tests.upstream.glean.samples import asked, content
from webchat.upstream.glean.chats import chat_summaries, saved_chat
from webchat.upstream.types.saved import Chat


def ids(*chats):
    return [chat.id for chat in chat_summaries({"chatResults": [{"chat": chat} for chat in chats]})]


def test_the_chat_changed_last_comes_first():
    assert ids({"id": "a", "updateTime": 10}, {"id": "b", "updateTime": 30}, {"id": "c", "updateTime": 20}) == list(
        "bca"
    )


def test_a_chat_never_changed_counts_from_its_creation():
    chats = {"id": "a", "updateTime": 10}, {"id": "b", "createTime": 30}, {"id": "c"}
    assert ids(*chats) == list("bac")


def test_a_chat_without_an_id_cannot_be_listed():
    assert ids({"name": "lost"}, None, {"id": 7}, {"id": "a/b"}, {"id": "a"}) == ["a"]


@pytest.mark.parametrize("results", [None, {}, "chats", [None, 3, {"chat": []}]])
def test_a_list_of_a_wrong_type_is_empty(results):
    assert chat_summaries({"chatResults": results, "cursor": "more"}) == ()


def test_a_summary_has_the_title_and_the_time_of_the_last_change():
    wire = {"id": "a", "name": "Parking", "createTime": 1_790_000_000, "updateTime": 1_790_000_060}
    [chat] = chat_summaries({"chatResults": [{"chat": wire}]})
    assert (chat.title, chat.updated.timestamp()) == ("Parking", 1_790_000_060)


def test_a_chat_has_its_turns():
    chat = saved_chat({"id": "a", "name": "Parking", "messages": [asked("Bays?"), content("Two.")]}, "a")
    assert (chat.title, [turn.prompt for turn in chat.turns]) == ("Parking", ["Bays?"])


def test_a_chat_that_does_not_say_its_id_has_the_one_asked_for():
    assert saved_chat({"messages": None}, "a") == Chat(id="a")
