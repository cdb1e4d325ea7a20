"""Agents that can be chatted with (glean-api.md 8.2)."""

from webchat.upstream.types.saved import Agent
from webchat.upstream.wire import Wire, mapping, mappings, string

CHATS = "ap.io.messages"  # the capability of an agent that a chat can be with; others have a form


def chat_agents(wire: Wire) -> tuple[Agent, ...]:
    found = [each for each in mappings(wire.get("agents")) if mapping(each.get("capabilities")).get(CHATS) is True]
    return tuple(chat_agent(each) for each in found if string(each.get("agent_id")))


def chat_agent(wire: Wire, agent_id: str = "") -> Agent:
    return Agent(
        id=string(wire.get("agent_id")) or agent_id,
        name=string(wire.get("name")),
        description=string(wire.get("description")),
    )
