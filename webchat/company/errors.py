"""Why somebody is not let in.

NotSignedIn
├── Expired        400   begun too long ago, in another browser, or ended already
├── Unanswering    503   the provider does not answer
├── Misunderstood  502   it answers what it must not, or does not know us
├── NotLetIn       403   it says no
├── Unverified     403   it does not say that the address is theirs
├── AddressTaken   403   their address is that of somebody else here
└── Deactivated    403

Each carries the HTTP status of the page and a sentence of ours. What the provider said is never shown.
"""

from django.utils.translation import gettext_lazy

from webchat.models import Outcome, User
from webchat.oauth.errors import OAuthError, Refused, Unanswered


class NotSignedIn(Exception):
    """`outcome` is for the audit trail, `user` whom it is about, as far as that is known."""

    status = 403
    outcome = Outcome.NOT_ALLOWED
    sentence = gettext_lazy("Your company’s sign-in did not let you in. If it should, tell an administrator.")

    def __init__(self, detail: str, user: User | None = None) -> None:
        super().__init__(detail)
        self.user = user


class Expired(NotSignedIn):
    status = 400
    outcome = Outcome.FAILED
    sentence = gettext_lazy("This sign-in has expired, or was begun in another browser. Try again.")


class Unanswering(NotSignedIn):
    status = 503
    outcome = Outcome.FAILED
    sentence = gettext_lazy("Your company’s sign-in does not answer. Try again in a moment.")


class Misunderstood(NotSignedIn):
    status = 502
    outcome = Outcome.FAILED
    sentence = gettext_lazy("Your company’s sign-in answered in a way that cannot be trusted. Tell an administrator.")


class NotLetIn(NotSignedIn):
    pass


class Unverified(NotSignedIn):
    outcome = Outcome.UNVERIFIED
    sentence = gettext_lazy("Your company’s sign-in has not verified your e-mail address. Tell an administrator.")


class AddressTaken(NotSignedIn):
    sentence = gettext_lazy("Your e-mail address belongs to another account here. Tell an administrator.")


class Deactivated(NotSignedIn):
    outcome = Outcome.INACTIVE
    sentence = gettext_lazy("Your account is deactivated. If you need it, tell an administrator.")


CODES: dict[str, type[NotSignedIn]] = {
    "access_denied": NotLetIn,
    "login_required": NotLetIn,
    "interaction_required": NotLetIn,
    "consent_required": NotLetIn,
    "account_selection_required": NotLetIn,
    "temporarily_unavailable": Unanswering,
    "server_error": Unanswering,
    "invalid_grant": Expired,  # the code was used already, or lay around for too long
}


def lifted(error: OAuthError) -> NotSignedIn:
    ours = CODES.get(error.code, Misunderstood) if isinstance(error, Refused) else Misunderstood
    return Unanswering(error.detail) if isinstance(error, Unanswered) else ours(error.detail)
