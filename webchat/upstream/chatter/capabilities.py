"""What Chatter can do. Its limits are the defaults of its settings."""

from webchat.upstream.protocol import Capabilities, FileLimits
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.server import PartKind

CAPABILITIES = Capabilities(
    modes=(Mode.PLAIN, Mode.DOCUMENTS, Mode.TOOLS, Mode.FULL),
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
