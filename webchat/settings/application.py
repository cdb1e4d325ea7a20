"""What Django runs: middleware, templates, languages, static files, the log."""

from webchat.settings.base import BASE_DIR, DATA, DEBUG, environment

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
    "webchat.middleware.GZipMiddleware",
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
                "webchat.context.capabilities",
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
        # At its lower levels it tells the headers of every answer, and a token of Chatter is a cookie.
        "httpcore": {"level": "WARNING"},
        # Django would also mail its errors to administrators, and be silent on the console.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # The server's own, which would tell an error in the middle of an answer with all its words.
        "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Whoever scans the internet asks for a host that is not ours; each time with a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
