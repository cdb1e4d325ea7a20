"""What the chat APIs speak about, in our words: frozen values without behaviour.

A wire dictionary never leaves the adapter that read it. Everything an API may leave out has a default here,
because every one of them leaves something out.
"""

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """How much effort the upstream spends on a reply."""

    AUTO = "auto"
    FAST = "fast"
    ADVANCED = "advanced"


# --- what is asked -----------------------------------------------------------------------------------------------


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
    history: "tuple[Turn, ...]" = ()  # oldest first; what a new chat begins with, or has been said if it is not saved
    file_ids: tuple[str, ...] = ()
    mode: Mode = Mode.AUTO
    tools: ToolSets | None = None  # None: as the upstream has it
    image_generation: bool | None = None
    application_id: str = ""
    agent_id: str = ""
    inclusions: Restrictions | None = None
    exclusions: Restrictions | None = None
    save: bool = True
    timeout: float | None = None  # seconds the turn may stay silent; None: the client's own
    timezone_offset: int | None = None  # minutes from UTC, west negative
    locale: str = ""  # RFC 5646


# --- what a reply is made of -------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    DOCUMENT = "document"
    FILE = "file"
    PERSON = "person"
    ENTITY = "entity"
    SKILL = "skill"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A quoted passage of a source: always plain text."""

    text: str
    page: int | None = None
    highlights: tuple[tuple[int, int], ...] = ()  # start, exclusive end, in characters of text


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation points to. The key is equal for two mentions of the same thing."""

    kind: SourceKind
    key: str
    title: str = ""
    url: str = ""  # as the upstream gave it: not checked, any scheme
    datasource: str = ""
    author: str = ""
    updated: datetime | None = None
    snippets: tuple[Snippet, ...] = ()


class StepKind(StrEnum):
    SEARCHING = "searching"
    READING = "reading"
    WRITING = "writing"
    TOOL = "tool"  # a tool of the upstream wants to run; it is approved there
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The chat the reply belongs to, as soon as the upstream has told; at most once."""

    chat_id: str


@dataclass(frozen=True, slots=True)
class Queued:
    """Another turn of the same chat is under way upstream: the reply follows when that has ended."""

    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something the upstream does on the way to its answer."""

    kind: StepKind
    text: str  # plain text, without the word for the kind; the name of a tool
    sources: tuple[Source, ...] = ()
    preview: str = ""  # what a tool would do; plain text


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer's Markdown; pieces join without anything between them."""

    text: str


@dataclass(frozen=True, slots=True)
class CitationFound:
    """The text before this event rests on the source."""

    source: Source


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the upstream wants the reader to know; plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Retried:
    """The upstream began its answer anew: text, citations and notices so far are void."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Prompts the upstream suggests for the next turn."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The last event of a reply that came to its end."""

    title: str = ""  # the chat's, if the upstream gave it one
    feedback_token: str = ""  # empty: nothing can be said of this reply
    skipped_lines: int = 0  # lines of the stream that could not be understood
    cancelled: bool = False  # ended early by the upstream's own word


ReplyEvent = ReplyStarted | Queued | Step | TextDelta | CitationFound | Notice | Retried | FollowUps | ReplyFinished


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a reader thinks of a reply."""

    token: str  # of its ReplyFinished
    helpful: bool
    words: str = ""  # the reader's own


# --- what is kept upstream ---------------------------------------------------------------------------------------


class FileStatus(StrEnum):
    PROCESSING = "processing"
    READY = "ready"
    PARTLY_READY = "partly-ready"
    FAILED = "failed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A file attached to a chat."""

    id: str
    name: str = ""
    status: FileStatus = FileStatus.PROCESSING
    failure: str = ""  # the upstream's own code, such as FILE_TOO_LARGE
    size: int | None = None  # bytes
    content_type: str = ""
    uploaded: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to the upstream: read once, in pieces, never held whole."""

    name: str
    content_type: str
    chunks: AsyncIterable[bytes]
    size: int | None = None  # bytes, where known


@dataclass(frozen=True, slots=True)
class Download:
    """A file's bytes on their way from the upstream; usable once, within its context."""

    content_type: str
    size: int | None
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """One row of the list of saved chats. There may be thousands: only what is shown of them."""

    id: str
    title: str = ""
    updated: datetime | None = None  # by its last message; one without any, when it was made


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt and the reply to it, as the same events a live reply is made of."""

    prompt: str
    files: tuple[ChatFile, ...] = ()  # of some, only the id is known
    asked: datetime | None = None
    reply: Sequence[ReplyEvent] = ()
    failure: str = ""  # what the upstream said went wrong, if the reply ended so


@dataclass(frozen=True, slots=True)
class Chat:
    """A saved chat with its turns, oldest first."""

    id: str
    title: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    application_id: str = ""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody's own assistant, built in the upstream, that can be chatted with."""

    id: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What a chat application says about itself. The API gives it no schema: known facts are read where they
    are, and the whole object stays in raw."""

    id: str
    name: str = ""
    description: str = ""
    starters: tuple[str, ...] = ()  # prompts to begin with
    sources: tuple[str, ...] = ()  # names of what it draws on
    raw: Mapping[str, object] = field(default_factory=dict)
