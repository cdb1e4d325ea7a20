from webchat.upstream.glean.agents import chat_agent, chat_agents
from webchat.upstream.types.saved import Agent

CHATS = {"capabilities": {"ap.io.messages": True}}


def test_an_agent_is_read_with_what_it_says_of_itself():
    agent = {"agent_id": "a1", "name": "Brief", "description": "Short answers", **CHATS}
    assert chat_agents({"agents": [agent]}) == (Agent("a1", "Brief", "Short answers"),)


def test_what_cannot_be_chatted_with_or_has_no_id_is_left_out():
    agents = [
        {"agent_id": "a1"},
        {"agent_id": "a2", "capabilities": None},
        {"name": "nobody", **CHATS},
        "garbage",
        None,
    ]
    assert chat_agents({"agents": agents}) == ()
    assert chat_agents({"agents": None}) == ()


def test_one_that_says_nothing_has_the_id_it_was_asked_for_by():
    assert chat_agent({}, "a1") == Agent("a1")
