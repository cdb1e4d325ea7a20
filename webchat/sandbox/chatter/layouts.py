"""What changed in Chatter over time. Everything else in this package is the same for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

_ALL_WORKFLOWS = frozenset({"plain", "rag", "tools", "full"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    name: str

    # Paths; empty: there is no such operation.
    conversations: str  # of all of them
    conversation: str  # one of them; /{id} follows
    chat: str
    streaming: str
    template: str  # /{name} follows
    templates: str
    tools: str
    tool_servers: str
    performance: str

    # Conversations.
    most: int | None  # that may be asked for at once; None: as many as one likes
    usual: int  # that are given if nothing is said
    total: str  # the name of their number
    rated: bool  # messages have a rating

    # Chat.
    workflows: frozenset[str]  # those that do not fail; empty: a request does not name one
    needs_provider: bool
    fails_for_stream_flag: bool
    failure: int  # the status of a reply that failed
    unknown_is_new: bool  # a conversation that is not there is begun
    prompt_first: bool  # the prompt is saved before the reply to it
    counts_tokens: bool
    limits_people: bool  # and not only addresses

    # Its stream.
    starts: int  # events of that name
    message_ids: bool  # are known while the message is written; else it is a correlation id
    completes: bool  # an event has the whole text
    end: str  # the name of the last event
    saves_streams: bool
    ulids: bool  # correlation ids are such, and not UUIDs

    # Sign-in.
    checks_login: bool  # a login without a name is refused; else it fails

    # Documents.
    reads_text: bool
    uploaded: int  # status
    explains_uploads: bool  # what is wrong with them; else it fails. Its errors are no problems then
    documents_usual: int  # that are given if nothing is said


SEED = Layout(
    name="seed",
    conversations="/api/v1/chat/conversations",
    conversation="/api/v1/chat/conversations",
    chat="/api/v1/chat/chat",
    streaming="/api/v1/chat/streaming",
    template="/api/v1/chat/template",
    templates="/api/v1/chat/templates",
    tools="/api/v1/chat/tools/available",
    tool_servers="/api/v1/chat/mcp/status",
    performance="/api/v1/chat/performance/stats",
    most=100,
    usual=20,
    total="total",
    rated=False,
    workflows=frozenset({"plain"}),
    needs_provider=True,
    fails_for_stream_flag=True,
    failure=400,
    unknown_is_new=False,
    prompt_first=False,
    counts_tokens=False,
    limits_people=False,
    starts=1,
    message_ids=False,
    completes=False,
    end="end",
    saves_streams=True,
    ulids=False,
    checks_login=False,
    reads_text=False,
    uploaded=201,
    explains_uploads=False,
    documents_usual=50,
)
SEPTEMBER = replace(
    SEED,
    name="september",
    conversations="/api/v1/conversations/",
    conversation="/api/v1/conversations",
    most=None,
    usual=50,
    total="total_count",
    rated=True,
    workflows=_ALL_WORKFLOWS,
    needs_provider=False,
    fails_for_stream_flag=False,
    prompt_first=True,
    counts_tokens=True,
    limits_people=True,
    starts=2,
    message_ids=True,
    completes=True,
    ulids=True,
    checks_login=True,
    reads_text=True,
    uploaded=200,
    explains_uploads=True,
    documents_usual=10,
)
NEWEST = replace(
    SEPTEMBER,
    name="newest",
    chat="/api/v1/workflows/execute/chat",
    streaming="/api/v1/workflows/execute/chat/streaming",
    template="",
    templates="/api/v1/workflows/templates",
    tools="/api/v1/toolservers/tools/all",
    tool_servers="",
    performance="",
    workflows=frozenset(),
    failure=500,
    unknown_is_new=True,
    starts=0,
    message_ids=False,
    end="done",
    saves_streams=False,
)
LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in (SEED, SEPTEMBER, NEWEST)}
