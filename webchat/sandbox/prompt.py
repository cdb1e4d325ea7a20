"""The body of POST /chat, checked. What Glean's schema knows and the sandbox has no use for is ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webchat.sandbox.handbook import Page

MOST_FILES = 5  # in one message


@dataclass(frozen=True, slots=True)
class Restriction:
    """ChatRestrictionFilters: datasources, and documents by id or URL. No page of the handbook is in a container."""

    datasources: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.datasources or self.documents)

    def names(self, page: Page) -> bool:
        return page.datasource in self.datasources or not self.documents.isdisjoint((page.id, page.url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    text: str
    file_ids: tuple[str, ...]  # of this message
    earlier_file_ids: tuple[str, ...]  # of the messages before it
    history: tuple[dict[str, Any], ...]  # the messages sent along as context, oldest first
    chat_id: str  # empty: a new chat
    save: bool
    stream: bool
    agent: str  # FAST, ADVANCED, AUTO, …
    agent_id: str
    application_id: str
    company_tools: bool
    inclusions: Restriction
    exclusions: Restriction
    timeout: float | None  # seconds

    def allows(self, page: Page) -> bool:
        included = not self.inclusions or self.inclusions.names(page)
        return self.company_tools and included and not self.exclusions.names(page)


def read_prompt(body: Mapping[str, Any]) -> Prompt:
    """Raises ValueError with a sentence about what is wrong.

    Messages come newest first: the first of the user's is the question, what follows is context.
    """
    messages = _objects(body, "messages")
    asked = [message for message in messages if _is_from_user(message)]
    if not asked:
        raise ValueError("messages: at least one message must have author USER")
    question, *earlier = asked
    agent, millis = _object(body, "agentConfig"), _typed(body, "timeoutMillis", int, 0)
    return Prompt(
        text=_text(question),
        file_ids=_strings(question, "uploadedFileIds"),
        earlier_file_ids=tuple(file_id for message in earlier for file_id in _strings(message, "uploadedFileIds")),
        history=tuple(message for message in reversed(messages) if message is not question and _is_said(message)),
        chat_id=_typed(body, "chatId", str, ""),
        save=_typed(body, "saveChat", bool, False),
        stream=_typed(body, "stream", bool, False),
        agent=_typed(agent, "agent", str, "DEFAULT"),
        agent_id=_typed(body, "agentId", str, ""),
        application_id=_typed(body, "applicationId", str, ""),
        company_tools=_typed(_object(agent, "toolSets"), "enableCompanyTools", bool, True),
        inclusions=_restriction(_object(body, "inclusions")),
        exclusions=_restriction(_object(body, "exclusions")),
        timeout=millis / 1000 if millis > 0 else None,
    )


def _is_from_user(message: Mapping[str, Any]) -> bool:
    return _typed(message, "author", str, "USER") == "USER" and _is_said(message)


def _is_said(message: Mapping[str, Any]) -> bool:
    return _typed(message, "messageType", str, "CONTENT") == "CONTENT"


def _text(message: Mapping[str, Any]) -> str:
    return "".join(_typed(fragment, "text", str, "") for fragment in _objects(message, "fragments"))


def _restriction(filters: Mapping[str, Any]) -> Restriction:
    specs = _objects(filters, "documentSpecs")
    documents = (_typed(spec, name, str, "") for spec in specs for name in ("id", "url"))
    return Restriction(frozenset(_strings(filters, "datasourceInstances")), frozenset(filter(None, documents)))


# --- JSON: a field may be missing or null, but not of another type ------------------------------------------------


def _typed[T](source: Mapping[str, Any], name: str, kind: type[T], default: T) -> T:
    value = source.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{name}: expected {kind.__name__}")
    return value


def _object(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    return _typed(source, name, dict, {})


def _objects(source: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    values: list[Any] = _typed(source, name, list, [])
    if not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{name}: expected a list of objects")
    return values


def _strings(source: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values: list[Any] = _typed(source, name, list, [])
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name}: expected a list of strings")
    return tuple(values)
