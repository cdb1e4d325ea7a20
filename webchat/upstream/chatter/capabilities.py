"""What Chatter can do. Its limits are the defaults of its settings."""

from dataclasses import replace

from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.layout import ALL_MODES
from webchat.upstream.chatter.parts import path_of
from webchat.upstream.protocol import Capabilities, FileLimits
from webchat.upstream.types.server import PartKind

CAPABILITIES = Capabilities(
    modes=ALL_MODES,
    files=FileLimits(
        count=100,  # no limit is known; so many go up one after the other
        smallest=1,
        largest=50_485_760,
        extensions=frozenset({".pdf", ".txt", ".doc", ".docx", ".md", ".html"}),
        shared=True,
    ),
    agents=True,
    delete_message=True,
    rename=True,
    settings=True,
    server=tuple(PartKind),
)


def capabilities_of(config: ChatterConfig) -> Capabilities:
    """Of this server, as soon as its layout is known; until then all that one can do."""
    known = config.layout or config.found_layout.value
    if known is None:
        return CAPABILITIES
    layout = config.overruled(known)
    parts = tuple(kind for kind in PartKind if path_of(kind, layout))
    return replace(CAPABILITIES, modes=layout.modes, server=parts, streaming=layout.saves_streams)
