"""Which chat API, and how it knows who asks."""

from django.core.exceptions import ImproperlyConfigured

from webchat.settings.base import environment
from webchat.settings.chatter import CHATTER_URL
from webchat.settings.glean import GLEAN_TOKEN, GLEAN_TOKEN_KIND, GLEAN_URL
from webchat.settings.sandbox import SANDBOX_URL

UPSTREAM = environment.choice("WEBCHAT_UPSTREAM", ("sandbox", "glean", "chatter"), default="sandbox")
UPSTREAM_TIMEOUT = environment.number("WEBCHAT_UPSTREAM_TIMEOUT", 300, least=1)  # seconds a turn may be silent
UPSTREAM_URL = {"sandbox": SANDBOX_URL, "glean": GLEAN_URL, "chatter": CHATTER_URL}[UPSTREAM]
APPLICATIONS = environment.items("WEBCHAT_APPLICATIONS") or (("handbook",) if UPSTREAM == "sandbox" else ())

CREDENTIAL_KIND = "chatter-account" if UPSTREAM == "chatter" else GLEAN_TOKEN_KIND  # the sandbox knows Glean's
# Whether everybody has tokens of their own, kept in our database.
PERSONAL_TOKENS = CREDENTIAL_KIND in {"personal-oauth", "personal-token", "chatter-account"}
ENCRYPTION_KEYS = environment.keys("WEBCHAT_ENCRYPTION_KEYS")  # the first one encrypts, all of them decrypt

if UPSTREAM == "glean" and not (GLEAN_URL and (GLEAN_TOKEN or PERSONAL_TOKENS)):
    raise ImproperlyConfigured("WEBCHAT_UPSTREAM=glean needs WEBCHAT_GLEAN_URL and WEBCHAT_GLEAN_TOKEN.")
if UPSTREAM == "chatter" and not CHATTER_URL:
    raise ImproperlyConfigured("WEBCHAT_UPSTREAM=chatter needs WEBCHAT_CHATTER_URL.")
if UPSTREAM == "sandbox" and GLEAN_TOKEN_KIND in {"user", "oauth"}:
    raise ImproperlyConfigured(f"WEBCHAT_GLEAN_TOKEN_KIND is {GLEAN_TOKEN_KIND!r}: the sandbox has no such token.")
if PERSONAL_TOKENS and not ENCRYPTION_KEYS:
    raise ImproperlyConfigured(f"WEBCHAT_ENCRYPTION_KEYS is missing: {CREDENTIAL_KIND} keeps people's tokens.")
