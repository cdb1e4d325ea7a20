"""Where the versions of Chatter keep what they can do (chatter-api.md 9), as paths; an empty one: it is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from webchat.upstream.types.prompts import Mode

ALL_MODES = (Mode.PLAIN, Mode.DOCUMENTS, Mode.TOOLS, Mode.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    sign: str  # answers in this layout and in none of those before it
    conversations: str  # of all; one of them has no slash at its end
    chat: str
    streaming: str
    template: str  # a name follows; empty: the body of a chat request names it
    templates: str
    tools: str
    tool_servers: str
    performance: str
    page: int  # the most conversations that are asked for at once
    modes: tuple[Mode, ...] = ALL_MODES
    workflows: bool = True  # a chat request names a workflow; else it says what may be used
    saves_streams: bool = True


SEED = Layout(
    sign="/api/v1/chat/conversations",
    conversations="/api/v1/chat/conversations",
    chat="/api/v1/chat/chat",
    streaming="/api/v1/chat/streaming",
    template="/api/v1/chat/template/",
    templates="/api/v1/chat/templates",
    tools="/api/v1/chat/tools/available",
    tool_servers="/api/v1/chat/mcp/status",
    performance="/api/v1/chat/performance/stats",
    page=100,  # more is refused
    modes=(Mode.PLAIN,),  # every other workflow fails
)
SEPTEMBER = replace(
    SEED,
    sign="/api/v1/chat/tools/available",
    conversations="/api/v1/conversations/",  # without the slash it redirects to wherever the Host header says
    page=500,
    modes=ALL_MODES,
)
NEWEST = Layout(
    sign="/api/v1/conversations/",
    conversations="/api/v1/conversations/",
    chat="/api/v1/workflows/execute/chat",
    streaming="/api/v1/workflows/execute/chat/streaming",
    template="",
    templates="/api/v1/workflows/templates",
    tools="/api/v1/toolservers/tools/all",
    tool_servers="",
    performance="",
    page=500,
    workflows=False,
    saves_streams=False,
)
LAYOUTS: Mapping[str, Layout] = {"seed": SEED, "september": SEPTEMBER, "newest": NEWEST}
