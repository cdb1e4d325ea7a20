"""What can go wrong between us and a chat API.

UpstreamError                    502
├── Unreachable                  502   no connection: address, DNS, TLS, refused, reset before the answer
├── TimedOut                     504   silent for too long, or 408
├── Unavailable                  503   the upstream's own 5xx
├── TokenRefused                 502   401: expired, revoked, of the wrong kind, or the user is unknown there
├── NotConnected                 403   this user has no token of their own, or none that is accepted any more
├── Forbidden                    403   403: a scope or a right is missing
│   ├── AddressNotVerified       403   a global token acts only as somebody whose address is known to be theirs
│   ├── AccessDenied             403   this chat belongs to somebody else
│   └── SpendLimitReached        403   never retried
├── NotFound                     404   no such chat, file, application; 410 too
├── NotSupported                 404   this chat API has no such thing; pages do not offer it
├── Conflict                     409
├── TooLarge                     413   a prompt or a file
├── RateLimited                  429   with the seconds to wait, if the upstream named them
├── Rejected                     502   400 and every other 4xx: our request did not please
├── BadResponse                  502   an answer that is not what the API promises
├── Interrupted                  502   cut off in the middle of a reply
└── ReplyFailed                  502   an error told inside a 200: the upstream could not answer

Each carries the HTTP status a page answers with, a sentence that says what happened, and one that says what to do.
Both are ours and plain text, and translated where they are shown: nothing here knows Django. What the upstream said is
kept in `detail`: for the log at debug level, never a page.
"""


def gettext_noop(words: str) -> str:
    """Marks words for those who translate."""
    return words


class UpstreamError(Exception):
    """The chat API could not do what it was asked."""

    status = 502
    sentence = gettext_noop("The assistant could not do this.")
    advice = gettext_noop("Try again in a moment.")
    temporary = False  # whether it is likely to pass by itself

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Unreachable(UpstreamError):
    temporary = True
    sentence = gettext_noop("The assistant service cannot be reached.")
    advice = gettext_noop("New messages have to wait. Try again in a moment.")


class TimedOut(UpstreamError):
    status = 504
    temporary = True
    sentence = gettext_noop("The assistant took too long to answer.")
    advice = gettext_noop("Try again, or ask for less at once.")


class Unavailable(UpstreamError):
    status = 503
    temporary = True
    sentence = gettext_noop("The assistant service is not answering.")
    advice = gettext_noop("New messages have to wait. Try again in a moment.")


class TokenRefused(UpstreamError):
    sentence = gettext_noop("Your connection to the assistant has ended.")
    advice = gettext_noop("Your chats are not affected. An administrator can renew the connection.")


class NotConnected(UpstreamError):
    """Nothing was asked: there is nothing to ask with."""

    status = 403
    sentence = gettext_noop("Your account is not connected to the assistant.")
    advice = gettext_noop("Connect it to ask. Your chats are not affected.")


class Forbidden(UpstreamError):
    status = 403
    sentence = gettext_noop("The assistant does not allow this.")
    advice = gettext_noop("Ask an administrator whether your account has the right to it.")


class AddressNotVerified(Forbidden):
    """Nothing was asked: it would have been asked in somebody's name who may be somebody else."""

    sentence = gettext_noop("Your e-mail address is not verified.")
    advice = gettext_noop("The assistant is asked in its name. Ask an administrator to verify it.")


class AccessDenied(Forbidden):
    """`owner` is the name of the person who could grant access, or empty."""

    sentence = gettext_noop("This chat is not shared with you.")
    advice = gettext_noop("Ask its owner for access, or start a new chat.")

    def __init__(self, detail: str = "", *, owner: str = "") -> None:
        super().__init__(detail)
        self.owner = owner


class SpendLimitReached(Forbidden):
    sentence = gettext_noop("The spending limit of the assistant is reached.")
    advice = gettext_noop("Ask an administrator to raise it.")


class NotFound(UpstreamError):
    status = 404
    sentence = gettext_noop("This is no longer there.")
    advice = gettext_noop("It was deleted or is not shared with you.")


class NotSupported(UpstreamError):
    """Nothing was asked. What a chat API can do is in its capabilities."""

    status = 404
    sentence = gettext_noop("The assistant cannot do this.")
    advice = gettext_noop("It is not offered here.")


class Conflict(UpstreamError):
    status = 409
    temporary = True
    sentence = gettext_noop("The assistant is busy with something that excludes this.")


class TooLarge(UpstreamError):
    status = 413
    sentence = gettext_noop("This is more than the assistant accepts at once.")
    advice = gettext_noop("Send less, or split it.")


class RateLimited(UpstreamError):
    """`retry_after` is in seconds, or None where the upstream did not say."""

    status = 429
    temporary = True
    sentence = gettext_noop("Too many requests right now.")
    advice = gettext_noop("Try again in a few seconds.")

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Rejected(UpstreamError):
    sentence = gettext_noop("The assistant did not accept this request.")
    advice = gettext_noop("Change it and try again. If it happens again, tell an administrator.")


class BadResponse(UpstreamError):
    sentence = gettext_noop("The assistant answered in a way that could not be understood.")


class Interrupted(UpstreamError):
    sentence = gettext_noop("The connection to the assistant dropped.")
    advice = gettext_noop("The part above is kept. Try again to ask once more.")


class ReplyFailed(UpstreamError):
    sentence = gettext_noop("The assistant could not answer this.")
    advice = gettext_noop("Try again, or ask in another way.")
