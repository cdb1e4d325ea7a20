"""Environment in, settings out. The README's table names every variable; `environment` knows what each may hold."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from webchat.environment import Environment

environment = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = environment.boolean("DJANGO_DEBUG", default=False)
DATA = environment.folder("WEBCHAT_DATA", BASE_DIR / ".webchat")

# --- the chat API ------------------------------------------------------------------------------------------------

UPSTREAM = environment.choice("WEBCHAT_UPSTREAM", ("sandbox", "glean"), default="sandbox")
UPSTREAM_TIMEOUT = environment.number("WEBCHAT_UPSTREAM_TIMEOUT", 300, least=1)  # seconds a turn may be silent
APPLICATIONS = environment.items("WEBCHAT_APPLICATIONS") or (("handbook",) if UPSTREAM == "sandbox" else ())

GLEAN_URL = environment.origin("WEBCHAT_GLEAN_URL", default="")
GLEAN_TOKEN = environment.secret("WEBCHAT_GLEAN_TOKEN", default="")
GLEAN_TOKEN_KIND = environment.choice(
    "WEBCHAT_GLEAN_TOKEN_KIND", ("global", "user", "oauth", "personal-oauth", "personal-token"), default="global"
)
GLEAN_ACT_AS_HEADER = environment.choice("WEBCHAT_GLEAN_ACT_AS_HEADER", ("new", "old"), default="new")
GLEAN_OAUTH_CLIENT_ID = environment.text("WEBCHAT_GLEAN_OAUTH_CLIENT_ID", default="")  # none: one is registered
GLEAN_OAUTH_CLIENT_SECRET = environment.secret("WEBCHAT_GLEAN_OAUTH_CLIENT_SECRET", default="")
PERSONAL_TOKENS = GLEAN_TOKEN_KIND.startswith("personal-")  # everybody has one of their own, kept in our database
ENCRYPTION_KEYS = environment.keys("WEBCHAT_ENCRYPTION_KEYS")  # the first one encrypts, all of them decrypt
if UPSTREAM == "glean" and not (GLEAN_URL and (GLEAN_TOKEN or PERSONAL_TOKENS)):
    raise ImproperlyConfigured("WEBCHAT_UPSTREAM=glean needs WEBCHAT_GLEAN_URL and WEBCHAT_GLEAN_TOKEN.")
if GLEAN_TOKEN and PERSONAL_TOKENS:
    raise ImproperlyConfigured(f"WEBCHAT_GLEAN_TOKEN is not used with {GLEAN_TOKEN_KIND}: remove one of them.")
if PERSONAL_TOKENS and not ENCRYPTION_KEYS:
    raise ImproperlyConfigured(f"WEBCHAT_ENCRYPTION_KEYS is missing: {GLEAN_TOKEN_KIND} keeps people's tokens.")
if GLEAN_OAUTH_CLIENT_SECRET and not GLEAN_OAUTH_CLIENT_ID:
    raise ImproperlyConfigured("WEBCHAT_GLEAN_OAUTH_CLIENT_SECRET needs WEBCHAT_GLEAN_OAUTH_CLIENT_ID.")
if UPSTREAM == "sandbox" and GLEAN_TOKEN_KIND in {"user", "oauth"}:
    raise ImproperlyConfigured(f"WEBCHAT_GLEAN_TOKEN_KIND is {GLEAN_TOKEN_KIND!r}: the sandbox has no such token.")

SANDBOX_URL = environment.origin("WEBCHAT_SANDBOX_URL", default="http://127.0.0.1:8001")
SANDBOX_DATA = environment.folder("WEBCHAT_SANDBOX_DATA", DATA / "sandbox")
SANDBOX_TOKEN = environment.secret("WEBCHAT_SANDBOX_TOKEN", default=secrets.token_urlsafe(32))
SANDBOX_PACE = environment.number("WEBCHAT_SANDBOX_PACE", 1, least=0)  # times as fast as a model; 0: without pauses

SEND_RATE = environment.number("WEBCHAT_SEND_RATE", 0.5, least=0.001)  # messages a second of one user
SEND_BURST = environment.integer("WEBCHAT_SEND_BURST", 5, least=1)  # messages at once, if there were none before
REPLIES_PER_USER = environment.integer("WEBCHAT_REPLIES_PER_USER", 8, least=1)  # written or waiting at a time
REPLIES_PER_PROCESS = environment.integer("WEBCHAT_REPLIES_PER_PROCESS", 1000, least=1)
REPLY_SECONDS = environment.number("WEBCHAT_REPLY_SECONDS", 1800, least=1)  # the longest a reply may take
REPLY_BYTES = environment.integer("WEBCHAT_REPLY_BYTES", 2 * 1024**2, least=1024)  # of its text
REPLIES_KEPT = environment.integer("WEBCHAT_REPLIES_KEPT", 3600, least=60)  # seconds after their end
UNDO_SECONDS = environment.integer("WEBCHAT_UNDO_SECONDS", 10, least=1, most=3600)  # before a delete is sent

UPSTREAM_URL = {"sandbox": SANDBOX_URL, "glean": GLEAN_URL}[UPSTREAM]
# Seconds running replies may go on when their process must end; gunicorn does not wait longer than 30 for all of it.
SHUTDOWN_GRACE = environment.integer("WEBCHAT_SHUTDOWN_GRACE", 20, least=0, most=25)

# --- the audit trail ---------------------------------------------------------------------------------------------

# No less than a month, which is as long as the database insists on keeping it (see the migration that adds it).
AUDIT_DAYS = environment.integer("WEBCHAT_AUDIT_DAYS", 365, least=30, most=3650)
AUDIT_NETWORK = environment.choice("WEBCHAT_AUDIT_NETWORK", ("none", "part", "full"), default="part")

# --- the database ------------------------------------------------------------------------------------------------

DATABASE_URL = environment.secret("DATABASE_URL", default="")
DATABASE_CONNECTIONS = environment.integer("WEBCHAT_DATABASE_CONNECTIONS", 8, least=2)  # of one process

if DATABASE_URL:
    DATABASES: dict[str, Any] = {
        "default": dj_database_url.parse(DATABASE_URL.reveal(), conn_max_age=None, conn_health_checks=True)
    }
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # A machine that vanished would otherwise hold our threads for many minutes; the second one is in ms.
        patience = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
        DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})
else:
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "webchat.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # What is deleted is overwritten: a temporary chat leaves nothing behind.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
                "timeout": 20,  # seconds to wait for another writer
                # A transaction that begins by reading and then writes would not wait: it fails at once.
                "transaction_mode": "IMMEDIATE",
            },
        }
    }

# --- who may come in, and how ------------------------------------------------------------------------------------

HTTPS = environment.boolean("WEBCHAT_HTTPS", default=True)
BEHIND_PROXY = environment.boolean("WEBCHAT_BEHIND_PROXY", default=False)
MAX_BODY = environment.integer("WEBCHAT_MAX_BODY", 5 * 64 * 1024**2 + 1024**2, least=1024**2)  # bytes, uploads
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # of a form: somebody may choose all chats of a long list

_secret_key = environment.secret("DJANGO_SECRET_KEY", default="only-for-debugging-" * 3 if DEBUG else None, least=50)
SECRET_KEY = _secret_key.reveal()
ALLOWED_HOSTS = list(environment.items("DJANGO_ALLOWED_HOSTS"))
if not (ALLOWED_HOSTS or DEBUG):
    raise ImproperlyConfigured("DJANGO_ALLOWED_HOSTS is missing: list the host names people will use.")

LOCAL_SIGN_IN = environment.boolean("WEBCHAT_LOCAL_SIGN_IN", default=True)
OIDC_ISSUER = environment.issuer("WEBCHAT_OIDC_ISSUER", default="")
OIDC_CLIENT_ID = environment.text("WEBCHAT_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = environment.secret("WEBCHAT_OIDC_CLIENT_SECRET", default="")
OIDC_SCOPES = environment.text("WEBCHAT_OIDC_SCOPES", default="openid email profile")
OIDC_VERIFIED_CLAIM = environment.text("WEBCHAT_OIDC_VERIFIED_CLAIM", default="email_verified")
OIDC_GROUPS_CLAIM = environment.text("WEBCHAT_OIDC_GROUPS_CLAIM", default="groups")
OIDC_ADMIN_GROUP = environment.text("WEBCHAT_OIDC_ADMIN_GROUP", default="")
if len({bool(value) for value in (OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)}) > 1:
    raise ImproperlyConfigured(
        "WEBCHAT_OIDC_ISSUER, WEBCHAT_OIDC_CLIENT_ID and WEBCHAT_OIDC_CLIENT_SECRET belong together: set all, or none."
    )
if not {"openid", "email"} <= set(OIDC_SCOPES.split()):
    raise ImproperlyConfigured("WEBCHAT_OIDC_SCOPES must have openid and email in it, with spaces between.")
if OIDC_ADMIN_GROUP and not OIDC_ISSUER:
    raise ImproperlyConfigured("WEBCHAT_OIDC_ADMIN_GROUP needs WEBCHAT_OIDC_ISSUER.")
if not (LOCAL_SIGN_IN or OIDC_ISSUER):
    raise ImproperlyConfigured("WEBCHAT_LOCAL_SIGN_IN=false needs WEBCHAT_OIDC_ISSUER: nobody could sign in.")

AUTH_USER_MODEL = "webchat.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds that a link to set a password is good for
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"

# Sessions live in the database, not in the cookie: a deactivated user's can be taken away at once.
SESSION_ENGINE = "webchat.models.sessions"
SESSION_IDLE = environment.integer("WEBCHAT_SESSION_IDLE", 24 * 3600, least=900)  # seconds without a request
SESSION_COOKIE_AGE = environment.integer("WEBCHAT_SESSION_LONGEST", 7 * 24 * 3600, least=900)  # seconds
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

# --- the application ---------------------------------------------------------------------------------------------

BRAND = environment.text("WEBCHAT_BRAND", default="Webchat")

INSTALLED_APPS = [
    "webchat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "webchat.middleware.PrivatePageMiddleware",
    "webchat.middleware.ContentSecurityPolicyMiddleware",
    "webchat.middleware.SecurityMiddleware",
    "webchat.middleware.XFrameOptionsMiddleware",
    "webchat.middleware.SessionMiddleware",
    "webchat.middleware.LocaleMiddleware",
    "webchat.middleware.CommonMiddleware",
    "webchat.middleware.CsrfViewMiddleware",
    "webchat.middleware.AuthenticationMiddleware",
    "webchat.middleware.ChosenLanguageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "webchat.middleware.LoginRequiredMiddleware",
    "webchat.middleware.UpstreamErrorMiddleware",
]
# The checks look for Django's own names; ours are subclasses, and tests/test_settings.py checks them by those names.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]
ROOT_URLCONF = "webchat.urls"
ASGI_APPLICATION = "webchat.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "webchat.context.brand",
                "webchat.context.personal_tokens",
            ],
        },
    }
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# Each by its own name: whoever looks for theirs may not read the one that is shown.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "webchat.formats"

STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("WEBCHAT_STATIC", DATA / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Our own files only: django-htmx brings an htmx along that is older than ours.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "webchat.static_files.HashedFiles"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "webchat.logs.ContentFreeFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "webchat": {"level": "INFO"},
        # Django would also mail its errors to administrators, and be silent on the console.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # The server's own, which would tell an error in the middle of an answer with all its words.
        "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Whoever scans the internet asks for a host that is not ours; each time with a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

environment.refuse_unknown("WEBCHAT_")
