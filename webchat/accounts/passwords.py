"""Setting a password. Hashing one takes a while, on purpose, and so has a thread of its own."""

from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password

from webchat.accounts import sessions, signing_in, tries
from webchat.models import User


async def is_own(user: User, password: str) -> bool:
    """Whether this is the password of the user who is signed in here. Raises TooManyTries: whoever finds a browser open
    must not guess it."""
    buckets = {f"password of {user.pk}": signing_in.OWN_PASSWORD}
    await tries.take(buckets)
    if not await user.acheck_password(password):
        return False
    await tries.give_back(buckets)
    return True


async def set_password(user: User, password: str, here: str | None = None) -> None:
    """And sign out everywhere, but for the session with the key `here`."""
    user.password = await sync_to_async(make_password, thread_sensitive=False)(password)
    await user.asave(update_fields=["password"])
    await sessions.end_all(user, but=here)
