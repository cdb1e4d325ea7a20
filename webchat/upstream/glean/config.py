"""Where the server is, and as whom to speak to it."""

from dataclasses import dataclass
from enum import StrEnum

from webchat.secret import Secret
from webchat.upstream.address import normalise_server_url
from webchat.upstream.credential import Headers, bearer, is_header_safe


class TokenKind(StrEnum):
    USER = "user"  # issued by Glean for one person
    GLOBAL = "global"  # issued by Glean for anyone: each request names whom it acts as
    OAUTH = "oauth"  # from the company's own identity provider


class ActAsHeader(StrEnum):
    """The header was renamed on 2025-04-18; what was built before knows the old name only."""

    NEW = "new"
    OLD = "old"


ACT_AS = {ActAsHeader.NEW: "X-Glean-ActAs", ActAsHeader.OLD: "X-Scio-Actas"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GleanConfig:
    """One Glean server."""

    base_url: str
    timeout: float = 300.0  # seconds a turn may stay silent; 60 were too few (glean-plugins-vnext#36)

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", normalise_server_url(self.base_url))


@dataclass(frozen=True, slots=True, kw_only=True)
class GleanToken:
    """A Credential that stays as it is."""

    token: Secret
    kind: TokenKind = TokenKind.USER
    act_as: str = ""  # the address of whoever asks, where the token is a global one
    act_as_header: ActAsHeader = ActAsHeader.NEW

    def __post_init__(self) -> None:
        if not is_header_safe(self.token):
            raise ValueError("The token is empty or has characters that no token has.")
        if self.kind is TokenKind.GLOBAL and not self.act_as:
            raise ValueError("A global token acts as somebody; nobody is named.")

    async def headers(self) -> Headers:
        """A user's own token must not say whom it acts as."""
        headers = dict(bearer(self.token))
        if self.kind is TokenKind.GLOBAL:
            headers[ACT_AS[self.act_as_header]] = self.act_as
        if self.kind is TokenKind.OAUTH:
            headers["X-Glean-Auth-Type"] = "OAUTH"
        return headers

    async def renew(self, refused: Headers) -> bool:  # noqa: ARG002 - the protocol's
        return False
