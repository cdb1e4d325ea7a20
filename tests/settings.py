"""The settings under test: those of an empty environment, with what a test wants quicker.

A developer's own WEBCHAT_ variables must not decide whether the tests pass.
"""

import atexit
import os
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("WEBCHAT_")]:
    del os.environ[name]
os.environ |= {
    "DJANGO_SECRET_KEY": "for-tests-only-" * 4,
    "DJANGO_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DJANGO_DEBUG": "false",
    "WEBCHAT_DATA": str(Path(tempfile.gettempdir()) / "webchat-tests"),
    "WEBCHAT_HTTPS": "false",
}

from webchat.settings import *  # noqa: E402, F403
from webchat.settings import DATA, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

SHUTDOWN_GRACE = 0
SANDBOX_URL = "http://127.0.0.1:9"  # where nobody listens, whatever else runs on this machine
SEND_RATE, SEND_BURST, REPLIES_PER_USER = 1000.0, 1000, 1000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # no thread may hold on to a database that is about to go
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, because a server in another thread must see what a test has written; one each, for runs side by side.
    DATABASES["default"]["TEST"] = {"NAME": DATA / f"test-{os.getpid()}.sqlite3"}


@atexit.register
def leave_nothing() -> None:
    """Django removes its database, and not what SQLite keeps beside it for connections of other threads."""
    for path in DATA.glob(f"test-{os.getpid()}.*"):
        path.unlink()
