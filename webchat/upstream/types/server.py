"""What a chat API says about the server behind it, for administrators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Facts = Mapping[str, str | int | float | bool]


class PartKind(StrEnum):
    HEALTH = "health"
    DATABASE = "database"
    PROVIDERS = "providers"  # of language models
    MODELS = "models"
    PROFILES = "profiles"
    TEMPLATES = "templates"
    TOOLS = "tools"
    TOOL_SERVERS = "tool-servers"  # that speak the Model Context Protocol
    PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class ServerItem:
    """One of the many of a part: a provider, a model, a tool."""

    name: str
    description: str = ""
    facts: Facts = field(default_factory=dict)  # by the upstream's own names


@dataclass(frozen=True, slots=True)
class ServerPart:
    """One part of a server, as far as it is known; the whole answer stays in raw."""

    kind: PartKind
    facts: Facts = field(default_factory=dict)  # by the upstream's own names
    items: tuple[ServerItem, ...] = ()
    raw: object = None
