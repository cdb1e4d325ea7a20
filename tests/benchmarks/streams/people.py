"""A database with people who are signed in: python tests/benchmarks/streams/people.py COUNT

Prints their session keys. The environment is the server's.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webchat.settings")
django.setup()

from datetime import timedelta  # noqa: E402

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from webchat.models import Session, User  # noqa: E402
from webchat.models.sessions import SessionStore  # noqa: E402


def make(count: int) -> list[str]:
    people = [User(email=f"reader{number}@example.com", password="!", address_verified=True) for number in range(count)]
    return [session(person) for person in User.objects.bulk_create(people)]


def session(user: User) -> str:
    store = SessionStore()
    content = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    key = store._get_new_session_key()
    tomorrow = timezone.now() + timedelta(days=1)
    Session.objects.create(session_key=key, session_data=store.encode(content), expire_date=tomorrow, user=user)
    return key


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    sys.stdout.write("\n".join(make(int(sys.argv[1]))))
