"""Who may come in, how, and for how long."""

from django.core.exceptions import ImproperlyConfigured

from webchat.settings.base import environment

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

# At once, before whoever tries has to wait: with one account from one network, and with many from one network.
SIGN_IN_TRIES = environment.integer("WEBCHAT_SIGN_IN_TRIES", 5, least=2, most=100)
SIGN_IN_TRIES_PER_NETWORK = environment.integer("WEBCHAT_SIGN_IN_TRIES_PER_NETWORK", 50, least=2, most=100_000)

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
