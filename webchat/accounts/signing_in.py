"""Whether an address and a password belong together, and how often somebody may ask.

Nobody learns which addresses have an account: an unknown one is counted, hashed for and answered like any other."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import aauthenticate
from django.http import HttpRequest

from webchat.accounts import browsers, tries
from webchat.accounts.network import network_of
from webchat.accounts.tries import Buckets, Limit
from webchat.models import User

# The second one is for guesses from many places, the third for guesses at many accounts; a company behind one address
# mistypes a lot on a Monday. A try that was right counts in none of them.
ONE_ACCOUNT_FROM_ONE_NETWORK = Limit(settings.SIGN_IN_TRIES, timedelta(minutes=1))
ONE_ACCOUNT = Limit(4 * settings.SIGN_IN_TRIES, timedelta(seconds=15))
ONE_NETWORK = Limit(settings.SIGN_IN_TRIES_PER_NETWORK, timedelta(seconds=10))
KNOWN_BROWSER = Limit(2 * settings.SIGN_IN_TRIES, timedelta(seconds=30))
OWN_PASSWORD = Limit(settings.SIGN_IN_TRIES, timedelta(minutes=1))
# Ways to the company's sign-in that nobody comes back from: each costs a row in the database, and may cost one in the
# audit trail. On a Monday a whole company is on its way at once.
COMPANY = Limit(300, timedelta(seconds=1))


async def authenticate(request: HttpRequest, email: str, password: str) -> User | None:
    """Raises TooManyTries."""
    buckets = _buckets(request, User.objects.normalize_email(email))
    await tries.take(buckets)
    user = await aauthenticate(request, email=email, password=password)
    if not isinstance(user, User):
        return None
    await tries.give_back(buckets)
    return user


def ways_to_company(request: HttpRequest) -> Buckets:
    return {f"company {network_of(request)}": COMPANY}


def _buckets(request: HttpRequest, email: str) -> Buckets:
    if browser := browsers.known(request, email):
        return {f"browser {browser}": KNOWN_BROWSER}
    network = network_of(request)
    return {
        f"account {email} from {network}": ONE_ACCOUNT_FROM_ONE_NETWORK,
        f"account {email}": ONE_ACCOUNT,
        f"network {network}": ONE_NETWORK,
    }
