"""Templates: what somebody has prepared for a kind of chat. In our words, an agent."""

import re

from webchat.upstream.types.saved import Agent
from webchat.upstream.wire import Wire, mapping, mappings, string

IDENTIFIER = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def templates(answer: object) -> list[Wire]:
    """In a map by name; in the newest version, in a list."""
    found = mapping(answer).get("templates")
    if named := mapping(found):
        return [{**mapping(about), "name": name} for name, about in named.items()]
    return mappings(found) or mappings(answer)


def agents(answer: object, name: str = "") -> tuple[Agent, ...]:
    """Those whose name contains `name`, in any case."""
    found = [_agent(wire) for wire in templates(answer)]
    return tuple(agent for agent in found if agent.id and name.casefold() in agent.name.casefold())


def _agent(wire: Wire) -> Agent:
    """A template is asked by its name, which may be one for machines: `general_chat`."""
    name = string(wire.get("name"))
    readable = name.replace("_", " ").capitalize() if IDENTIFIER.fullmatch(name) else name
    return Agent(id=name, name=readable, description=string(wire.get("description")))
