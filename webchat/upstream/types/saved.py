"""What is kept upstream: chats and their files, and whom they are with."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from webchat.upstream.types.replies import ReplyEvent


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
    name: str = ""  # if the upstream says it


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """One row of the list of saved chats. There may be thousands: only what is shown of them."""

    id: str
    title: str = ""
    updated: datetime | None = None  # by its last message; one without any, when it was made


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What its user has settled for a whole chat."""

    temperature: float | None = None  # 0 to 2; None: as the upstream has it
    instructions: str = ""  # said to the model before everything else


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt and the reply to it, as the same events a live reply is made of."""

    prompt: str
    files: tuple[ChatFile, ...] = ()  # of some, only the id is known
    asked: datetime | None = None
    reply: Sequence[ReplyEvent] = ()
    failure: str = ""  # what the upstream said went wrong, if the reply ended so
    prompt_id: str = ""  # of each message of its own, where one of them can be deleted; empty: it is not there
    reply_id: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A saved chat with its turns, oldest first."""

    id: str
    title: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    application_id: str = ""
    settings: ChatSettings | None = None
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
