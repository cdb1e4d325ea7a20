"""Who gives people their tokens: one kind of credential differs from the others in nothing else."""

from collections.abc import Mapping
from typing import Protocol

from django.conf import settings

from webchat.credentials import chatter, granted
from webchat.credentials.store import Tokens
from webchat.upstream.credential import Headers
from webchat.upstream.http import HttpClient


class Issuer(Protocol):
    def sender(self, user_id: int) -> Headers:
        """What goes along with every request, beside the token."""
        ...

    async def exchanged(self, http: HttpClient, user_id: int, tokens: Tokens) -> Tokens:
        """The next ones for these. Raises NotConnected if there are none, and what is temporary of UpstreamError if
        there may be some later."""
        ...

    async def revoke(self, http: HttpClient, user_id: int, tokens: Tokens) -> None:
        """As far as the server can be reached: we have forgotten them in any case."""
        ...


ISSUERS: Mapping[str, Issuer] = {"personal-oauth": granted, "personal-token": granted, "chatter-account": chatter}


def issuer() -> Issuer:
    return ISSUERS[settings.CREDENTIAL_KIND]
