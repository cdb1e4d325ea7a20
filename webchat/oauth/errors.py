"""What can go wrong between us and a provider.

OAuthError
├── Unanswered   no answer, or none in time: it is likely to pass by itself
├── Untrusted    an answer that is not what its specification promises
└── Refused      the provider says no: `code` is one of its specification's words, such as invalid_grant

What is told in `detail` is ours, or a name out of a specification; never what the provider wrote.
"""

import re


class OAuthError(Exception):
    """The provider did not do what it was asked."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Unanswered(OAuthError):
    pass


class Untrusted(OAuthError):
    pass


class Refused(OAuthError):
    def __init__(self, code: object) -> None:
        self.code = code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,60}", code) else "unknown"
        super().__init__(self.code)
