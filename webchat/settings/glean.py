"""Glean: where it is, and with what token it is asked."""

from django.core.exceptions import ImproperlyConfigured

from webchat.settings.base import environment

GLEAN_URL = environment.origin("WEBCHAT_GLEAN_URL", default="")
GLEAN_TOKEN = environment.secret("WEBCHAT_GLEAN_TOKEN", default="")
GLEAN_TOKEN_KIND = environment.choice(
    "WEBCHAT_GLEAN_TOKEN_KIND", ("global", "user", "oauth", "personal-oauth", "personal-token"), default="global"
)
GLEAN_ACT_AS_HEADER = environment.choice("WEBCHAT_GLEAN_ACT_AS_HEADER", ("new", "old"), default="new")
GLEAN_OAUTH_CLIENT_ID = environment.text("WEBCHAT_GLEAN_OAUTH_CLIENT_ID", default="")  # none: one is registered
GLEAN_OAUTH_CLIENT_SECRET = environment.secret("WEBCHAT_GLEAN_OAUTH_CLIENT_SECRET", default="")

if GLEAN_TOKEN and GLEAN_TOKEN_KIND.startswith("personal-"):
    raise ImproperlyConfigured(f"WEBCHAT_GLEAN_TOKEN is not used with {GLEAN_TOKEN_KIND}: remove one of them.")
if GLEAN_OAUTH_CLIENT_SECRET and not GLEAN_OAUTH_CLIENT_ID:
    raise ImproperlyConfigured("WEBCHAT_GLEAN_OAUTH_CLIENT_SECRET needs WEBCHAT_GLEAN_OAUTH_CLIENT_ID.")
