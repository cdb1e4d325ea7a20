"""Chatter: where it is, and which of its layouts in time it has."""

from webchat.settings.base import environment

CHATTER_URL = environment.origin("WEBCHAT_CHATTER_URL", default="")
CHATTER_LAYOUTS = ("auto", "seed", "september", "newest")
CHATTER_LAYOUT = environment.choice("WEBCHAT_CHATTER_LAYOUT", CHATTER_LAYOUTS, default="auto")
# Paths that are other ones than those of the layout; empty: as the layout has them.
CHATTER_CONVERSATIONS = environment.path("WEBCHAT_CHATTER_CONVERSATIONS", default="")
CHATTER_CHAT = environment.path("WEBCHAT_CHATTER_CHAT", default="")
CHATTER_STREAMING = environment.path("WEBCHAT_CHATTER_STREAMING", default="")
