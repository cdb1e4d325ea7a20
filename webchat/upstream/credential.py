"""Who asks a chat API: headers that may change while a client of it lives."""

import re
from collections.abc import Mapping
from typing import Protocol

from webchat.secret import Secret

Headers = Mapping[str, str | Secret]

HEADER_SAFE = re.compile(r"[\x21-\x7e]+")


class Credential(Protocol):
    async def headers(self) -> Headers:
        """For one request. Raises NotConnected."""
        ...

    async def renew(self, refused: Headers) -> bool:
        """The chat API has refused these. Whether it is worth asking once more. Raises NotConnected."""
        ...


def bearer(token: Secret) -> Headers:
    return {"Authorization": Secret(f"Bearer {token.reveal()}")}


def is_header_safe(token: Secret) -> bool:
    return HEADER_SAFE.fullmatch(token.reveal()) is not None
