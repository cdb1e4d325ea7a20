"""What a chat application says about itself.

The API gives it no schema (glean-api.md 5): each fact is looked for under the names that Glean uses elsewhere.
"""

from webchat.upstream.types.saved import Application
from webchat.upstream.wire import Wire, first_string, items, mapping, string

STARTERS = ("starterPrompts", "conversationStarters", "suggestedPrompts", "prompts")
SOURCES = ("knowledgeSources", "datasources", "dataSources", "datasourceInstances")


def chat_application(wire: Wire, application_id: str) -> Application:
    return Application(
        id=string(wire.get("id")) or application_id,
        name=first_string(wire, "name", "displayName", "title"),
        description=string(wire.get("description")),
        starters=_named(wire, STARTERS, "text", "prompt", "query", "title", "name"),
        sources=_named(wire, SOURCES, "displayName", "name", "title", "datasource", "url"),
        raw=wire,
    )


def _named(wire: Wire, lists: tuple[str, ...], *names: str) -> tuple[str, ...]:
    """The strings of the first list that has any, which may also stand in objects."""
    for key in lists:
        found = [string(item) or first_string(mapping(item), *names) for item in items(wire.get(key))]
        if any(found):
            return tuple(filter(None, found))
    return ()
