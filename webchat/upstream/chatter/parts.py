"""What a server says about itself (chatter-api.md 7): of each part the facts worth showing, by its own names."""

from collections.abc import Iterator

from webchat.upstream.chatter.agents import templates
from webchat.upstream.chatter.layout import Layout
from webchat.upstream.types.server import Facts, PartKind, ServerItem, ServerPart
from webchat.upstream.wire import Wire, first_string, items, mapping, mappings, string

MANY = {"limit": "100", "per_page": "100"}  # in one answer; each list knows one of the two
OPEN = {PartKind.HEALTH, PartKind.DATABASE}  # to those without a token

FACTS = {
    PartKind.HEALTH: ("status", "service", "version", "environment"),
    PartKind.DATABASE: ("status", "connected", "response_time_ms", "database_type"),
    PartKind.TOOL_SERVERS: ("status", "enabled", "total_servers", "healthy_servers", "total_tools", "last_check"),
}
ITEM_FACTS = {
    PartKind.PROVIDERS: ("name", "provider_type", "base_url", "api_key_required", "is_active", "is_default"),
    PartKind.MODELS: ("name", "model_type", "context_length", "max_tokens", "dimensions", "is_active", "is_default"),
    PartKind.PROFILES: ("profile_type", "llm_provider", "llm_model", "temperature", "max_tokens", "is_public"),
    PartKind.TEMPLATES: ("workflow_type", "category", "is_builtin", "is_public"),
    PartKind.TOOLS: ("type", "server_name", "status", "enabled", "total_calls", "total_errors"),
    PartKind.TOOL_SERVERS: ("healthy", "enabled", "transport", "tools_count"),
}
LISTED_UNDER = {PartKind.PROVIDERS: "providers", PartKind.MODELS: "models", PartKind.PROFILES: "profiles"}


def path_of(kind: PartKind, layout: Layout) -> str:
    """Empty: this version has no such part."""
    paths = {
        PartKind.HEALTH: "/healthz",
        PartKind.DATABASE: "/readyz",
        PartKind.PROVIDERS: "/api/v1/models/providers",
        PartKind.MODELS: "/api/v1/models/models",
        PartKind.PROFILES: "/api/v1/profiles",
        PartKind.TEMPLATES: layout.templates,
        PartKind.TOOLS: layout.tools,
        PartKind.TOOL_SERVERS: layout.tool_servers,
        PartKind.PERFORMANCE: layout.performance,
    }
    return paths[kind]


def server_part(kind: PartKind, answer: object) -> ServerPart:
    wire = mapping(answer)
    return ServerPart(
        kind=kind,
        facts=_all_facts(wire) if kind is PartKind.PERFORMANCE else _facts(_whole(kind, wire), *FACTS.get(kind, ())),
        items=tuple(_item(kind, each) for each in _items(kind, answer)),
        raw=answer,
    )


def _whole(kind: PartKind, wire: Wire) -> Wire:
    return mapping(mapping(wire.get("checks")).get("database")) if kind is PartKind.DATABASE else wire


def _items(kind: PartKind, answer: object) -> list[Wire]:
    wire = mapping(answer)
    match kind:
        case PartKind.TEMPLATES:
            return templates(answer)
        case PartKind.TOOLS:  # in the newest version, a list of its own
            return mappings(answer) or mappings(wire.get("tools"))
        case PartKind.TOOL_SERVERS:  # a list by its schema, a map by its source
            named = mapping(wire.get("servers")).items()
            return [{"name": name, **mapping(about)} for name, about in named] or mappings(wire.get("servers"))
        case _:
            return mappings(wire.get(LISTED_UNDER.get(kind, "")))


def _item(kind: PartKind, wire: Wire) -> ServerItem:
    facts = dict(_facts(wire, *ITEM_FACTS.get(kind, ())))
    if provider := first_string(mapping(wire.get("provider")), "display_name", "name"):
        facts["provider"] = provider
    if needed := [tool for each in items(wire.get("required_tools")) if (tool := string(each))]:
        facts["required_tools"] = ", ".join(needed)
    return ServerItem(
        name=first_string(wire, "display_name", "name"), description=string(wire.get("description")), facts=facts
    )


def _facts(wire: Wire, *names: str) -> Facts:
    return {name: value for name in names for value in _scalar(wire.get(name))}


def _all_facts(wire: Wire) -> Facts:
    """Of a part whose names differ between its schema and its source."""
    inner = {f"{name}.{key}": value for name, about in wire.items() for key, value in mapping(about).items()}
    every: Wire = {**wire, **inner}
    return _facts(every, *(name for name in every if name != "timestamp"))


def _scalar(value: object) -> Iterator[str | int | float | bool]:
    if isinstance(value, str):
        yield string(value)
    elif isinstance(value, int | float):
        yield value
