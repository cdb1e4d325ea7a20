"""Setting a password. Hashing one takes a while, on purpose, and so has a thread of its own."""

from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator

from webchat.accounts import sessions, signing_in, tries
from webchat.models import Identity, User

LINK_KEPT = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


async def is_own(user: User, password: str) -> bool:
    """Whether this is the password of the user who is signed in here. Raises TooManyTries: whoever finds a browser open
    must not guess it."""
    buckets = {f"password of {user.pk}": signing_in.OWN_PASSWORD}
    await tries.take(buckets)
    if not await user.acheck_password(password):
        return False
    await tries.give_back(buckets)
    return True


async def may_have_one(user: User) -> bool:
    """Whoever signs in with the company must not get a second way in, which the company could not close."""
    is_of_company = await Identity.objects.filter(user=user, issuer=settings.OIDC_ISSUER).aexists()
    return settings.LOCAL_SIGN_IN and user.is_active and not is_of_company


async def may_have_link(user: User) -> bool:
    """Nobody sets the password of an administrator for them, who would then act under their name: theirs is set with
    the old one, or on the server. Whoever has never signed in has done nothing yet under theirs."""
    return await may_have_one(user) and not (user.is_staff and user.last_login)


def token_for(user: User) -> str:
    """For a link by which somebody sets their password, once: it is void when they have, or have signed in."""
    return default_token_generator.make_token(user)


async def user_of_link(user_id: int, token: str) -> User | None:
    user = await User.objects.filter(pk=user_id).afirst()
    if user is None or not default_token_generator.check_token(user, token):
        return None
    return user if await may_have_link(user) else None


async def set_password(user: User, password: str, here: str | None = None) -> None:
    """And sign out everywhere, but for the session with the key `here`."""
    user.password = await sync_to_async(make_password, thread_sensitive=False)(password)
    await user.asave(update_fields=["password"])
    await sessions.end_all(user, but=here)
