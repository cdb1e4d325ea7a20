"""What a reply is made of, while it is written and when it is saved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a reply has cost, as far as the upstream tells."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    milliseconds: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The last event of a reply that came to its end."""

    title: str = ""  # the chat's, if the upstream gave it one
    feedback_token: str = ""  # empty: nothing can be said of this reply
    skipped_lines: int = 0  # lines of the stream that could not be understood
    cancelled: bool = False  # ended early by the upstream's own word
    usage: Usage | None = None


ReplyEvent = ReplyStarted | Queued | Step | TextDelta | CitationFound | Notice | Retried | FollowUps | ReplyFinished
