"""Chatter's API: {server}/api/v1/..., JSON, and event streams of data lines only.

client         ChatterClient, the operations
config         where the server is, and what it has been found to be
layout         where the versions of Chatter keep what they can do
discovery      which of them a server has
remembered     what a server is asked for once
capabilities   what Chatter can do
accounts       signing in, and what comes of it
asking         a prompt on its way, and the reply to it
bodies         a Prompt to the bodies of the requests it takes
stream         a stream of data lines to the events of one reply
answer         the text of an answer, which may turn out to be none
usage          what a reply has cost
lookup         one conversation by its id
conversations  saved conversations, and the turns that their messages make
agents         templates
files          documents
parts          what a server says about itself
server         Chatter as one user reaches it
requests       one call
refusals       error bodies, of which only the kind is kept
"""

from webchat.upstream.chatter.accounts import Account, Tokens
from webchat.upstream.chatter.client import ChatterClient
from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.layout import LAYOUTS, Layout

__all__ = ["LAYOUTS", "Account", "ChatterClient", "ChatterConfig", "Layout", "Tokens"]
