"""PostgreSQL by its address, or else SQLite in the data folder."""

from typing import Any

import dj_database_url

from webchat.settings.base import DATA, environment

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
