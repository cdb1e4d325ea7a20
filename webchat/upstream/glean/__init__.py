"""Glean's client chat API: POST {server}/rest/api/v1/..., newline-delimited JSON.

client        GleanClient, the operations
config        where the server is, and as whom to speak to it
capabilities  what Glean can do
request       a Prompt to the body of a chat request
reply         response objects, or lines of a stream, to the events of one reply
messages      the messages of one reply to events, the same for a live and a saved one
blocks        pieces of text to one Markdown
queued        a reply that another turn has to make room for
chats         saved chats
turns         the messages of a saved chat to prompts and replies
sources       citations and search results
files         attached files
applications  what a chat application says about itself
refusals      error bodies that say more than their status
"""

from webchat.upstream.glean.client import GleanClient
from webchat.upstream.glean.config import ActAsHeader, GleanConfig, GleanToken, TokenKind

__all__ = ["ActAsHeader", "GleanClient", "GleanConfig", "GleanToken", "TokenKind"]
