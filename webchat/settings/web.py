"""How a browser reaches us, and what it may do with our pages."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from webchat.settings.base import DEBUG, environment

HTTPS = environment.boolean("WEBCHAT_HTTPS", default=True)
BEHIND_PROXY = environment.boolean("WEBCHAT_BEHIND_PROXY", default=False)
MAX_BODY = environment.integer("WEBCHAT_MAX_BODY", 5 * 64 * 1024**2 + 1024**2, least=1024**2)  # bytes, uploads
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # of a form: somebody may choose all chats of a long list

_secret_key = environment.secret("DJANGO_SECRET_KEY", default="only-for-debugging-" * 3 if DEBUG else None, least=50)
SECRET_KEY = _secret_key.reveal()
ALLOWED_HOSTS = list(environment.items("DJANGO_ALLOWED_HOSTS"))
if not (ALLOWED_HOSTS or DEBUG):
    raise ImproperlyConfigured("DJANGO_ALLOWED_HOSTS is missing: list the host names people will use.")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link from a mail leads to the chat, and no form of another site does anything
# A browser takes a cookie with this prefix only from this very host and only over TLS.
_COOKIE = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{_COOKIE}csrf"
CSRF_COOKIE_HTTPONLY = True
BROWSER_COOKIE_NAME = f"{_COOKIE}browser"
CSRF_FAILURE_VIEW = "webchat.views.errors.form_expired"

SECURE_SSL_REDIRECT = HTTPS
# Whoever watches a process from beside it asks over plain http, and by its number instead of its name.
LIVENESS = "/healthz"
PROBES = [LIVENESS, "/readyz"]
SECURE_REDIRECT_EXEMPT = [f"^{path[1:]}$" for path in PROBES]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],  # not every file of ours: what a script imports has its nonce, too
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["htmx"],
}
