"""What is sent: prompts, and what a reader thinks of a reply."""

from dataclasses import dataclass
from enum import StrEnum

from webchat.upstream.types.saved import ChatSettings, Turn


class Mode(StrEnum):
    """How the upstream goes about a reply."""

    AUTO = "auto"  # as it thinks best
    FAST = "fast"
    ADVANCED = "advanced"
    PLAIN = "plain"  # from what the model knows
    DOCUMENTS = "documents"  # with what it finds in somebody's documents
    TOOLS = "tools"
    FULL = "full"  # with documents and tools


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """One document named by exactly one of the two."""

    url: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Which knowledge a reply may use (as inclusions) or must not use (as exclusions)."""

    documents: tuple[DocumentSpec, ...] = ()
    containers: tuple[DocumentSpec, ...] = ()
    datasources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolSets:
    """The tools a fast or advanced reply may use."""

    web_search: bool = True
    company_tools: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One user message and everything that goes along with it."""

    text: str
    chat_id: str = ""  # empty: a new chat
    history: tuple[Turn, ...] = ()  # oldest first; what a new chat begins with, or has been said if it is not saved
    file_ids: tuple[str, ...] = ()
    mode: Mode = Mode.AUTO
    tools: ToolSets | None = None  # None: as the upstream has it
    image_generation: bool | None = None
    application_id: str = ""
    agent_id: str = ""
    settings: ChatSettings | None = None  # of the chat
    inclusions: Restrictions | None = None
    exclusions: Restrictions | None = None
    save: bool = True
    timeout: float | None = None  # seconds the turn may stay silent; None: the client's own
    timezone_offset: int | None = None  # minutes from UTC, west negative
    locale: str = ""  # RFC 5646


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a reader thinks of a reply."""

    token: str  # of its ReplyFinished
    helpful: bool
    words: str = ""  # the reader's own
