"""Chatter's API: POST {server}/api/v1/..., JSON, and event streams of data lines only.

config      where the server is, and what it has been found to be
layout      where the versions of Chatter keep what they can do
discovery   which of them a server is
remembered  what a server is asked for once
accounts    signing in, and what comes of it
requests    one call
refusals    error bodies, of which only the kind is kept
"""

from webchat.upstream.chatter.accounts import Account, Tokens
from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.layout import LAYOUTS, Layout

__all__ = ["LAYOUTS", "Account", "ChatterConfig", "Layout", "Tokens"]
