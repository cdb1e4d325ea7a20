"""Our own stand-in for a chat API."""

import secrets

from webchat.settings.base import DATA, environment

SANDBOX_URL = environment.origin("WEBCHAT_SANDBOX_URL", default="http://127.0.0.1:8001")
SANDBOX_DATA = environment.folder("WEBCHAT_SANDBOX_DATA", DATA / "sandbox")
SANDBOX_TOKEN = environment.secret("WEBCHAT_SANDBOX_TOKEN", default=secrets.token_urlsafe(32))
SANDBOX_PASSWORD = environment.secret("WEBCHAT_SANDBOX_PASSWORD", default=secrets.token_urlsafe(9))
SANDBOX_CHATTER_LAYOUT = environment.choice(
    "WEBCHAT_SANDBOX_CHATTER_LAYOUT", ("seed", "september", "newest"), default="seed"
)
SANDBOX_CHATTER_TOKEN_LIFE = environment.integer("WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE", 1800, least=1)  # seconds
SANDBOX_PACE = environment.number("WEBCHAT_SANDBOX_PACE", 1, least=0)  # times as fast as a model; 0: without pauses
