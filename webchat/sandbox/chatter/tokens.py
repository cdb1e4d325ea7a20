"""JSON Web Tokens, signed with HS256: an access token for the Authorization header, a refresh token for a cookie."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from uuid import uuid4

from webchat.sandbox.chatter.store.accounts import Account
from webchat.sandbox.chatter.wire import Wire

ACCESS, REFRESH = "access", "refresh"
_PERMISSIONS = ["read:profile", "write:profile"]
_SUPERUSER = ["admin:users", "admin:system", "read:all", "write:all"]


@dataclass(frozen=True, slots=True)
class Pair:
    access: str
    refresh: str


class Tokens:
    def __init__(self, key: bytes, access_seconds: int, refresh_seconds: int) -> None:
        self._key = key
        self.access_seconds = access_seconds
        self.refresh_seconds = refresh_seconds

    def first(self, account: Account) -> Pair:
        """For somebody who just signed in."""
        permissions = _PERMISSIONS + (_SUPERUSER if account.is_superuser else [])
        person = {"email": account.email, "username": account.username, "permissions": permissions}
        return self._pair(account.id, str(uuid4()), person)

    def next(self, claims: Wire) -> Pair:
        """In place of the pair these claims are from. It says less about the person."""
        return self._pair(claims["sub"], claims["session_id"], {})

    def claims(self, kind: str, token: str) -> Wire | None:
        """None for what is not a token of that kind, was changed, or has expired."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        claims: Wire = json.loads(_decoded(signed.partition(".")[2]))
        return claims if claims["type"] == kind and claims["exp"] > time.time() else None

    def _pair(self, account_id: str, session_id: str, person: Wire) -> Pair:
        common: Wire = {"sub": account_id, "jti": str(uuid4()), "iat": int(time.time()), "session_id": session_id}
        access = {**common, **person, "type": ACCESS, "exp": common["iat"] + self.access_seconds}
        refresh = {**common, "type": REFRESH, "exp": common["iat"] + self.refresh_seconds}
        return Pair(self._signed(access), self._signed(refresh))

    def _signed(self, claims: Wire) -> str:
        signed = f"{_encoded(_json({'alg': 'HS256', 'typ': 'JWT'}))}.{_encoded(_json(claims))}"
        return f"{signed}.{self._signature(signed)}"

    def _signature(self, signed: str) -> str:
        return _encoded(hmac.digest(self._key, signed.encode(), hashlib.sha256))


def _json(value: Wire) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
