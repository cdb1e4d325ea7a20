"""Who may ask in whose name. Of a token or a code, only the hash is kept."""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass

from webchat.sandbox.store.database import Database

CODE_SECONDS = 60
KINDS = ACCESS, REFRESH = ("access", "refresh")


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody has allowed."""

    owner: str  # their address
    client_id: str
    family: str  # of all tokens that came from one consent


@dataclass(frozen=True, slots=True)
class StoredToken:
    grant: Grant
    expires: float  # Unix seconds; 0: never
    used: bool

    @property
    def has_expired(self) -> bool:
        return 0 < self.expires <= time.time()


@dataclass(frozen=True, slots=True)
class StoredClient:
    name: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredCode:
    grant: Grant
    redirect_uri: str
    challenge: str
    expires: float

    @property
    def has_expired(self) -> bool:
        return self.expires <= time.time()


class Grants:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add_client(self, name: str, redirect_uris: list[str]) -> str:
        client_id = secrets.token_hex(16)
        with self._transaction() as db:
            db.execute(
                "INSERT INTO clients (id, name, redirect_uris) VALUES (?, ?, ?)",
                (client_id, name, json.dumps(redirect_uris)),
            )
        return client_id

    def client(self, client_id: str) -> StoredClient | None:
        with self._transaction() as db:
            row = db.execute("SELECT name, redirect_uris FROM clients WHERE id = ?", (client_id,)).fetchone()
        return StoredClient(row["name"], tuple(json.loads(row["redirect_uris"]))) if row else None

    def add_code(self, owner: str, client_id: str, redirect_uri: str, challenge: str) -> str:
        code = secrets.token_urlsafe(32)
        values = (_hash(code), owner, client_id, secrets.token_hex(8), redirect_uri, challenge, _after(CODE_SECONDS))
        with self._transaction() as db:
            db.execute("INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return code

    def take_code(self, code: str) -> StoredCode | None:
        """Once: whoever brings it a second time gets nothing."""
        with self._transaction() as db:
            row = db.execute("DELETE FROM codes WHERE hash = ? RETURNING *", (_hash(code),)).fetchone()
        if row is None:
            return None
        grant = Grant(row["owner"], row["client_id"], row["family"])
        return StoredCode(grant, row["redirect_uri"], row["challenge"], row["expires"])

    def add_token(self, kind: str, grant: Grant, seconds: int = 0) -> str:
        token = f"sandbox-{kind}-{secrets.token_urlsafe(32)}"
        values = (_hash(token), kind, grant.owner, grant.client_id, grant.family, _after(seconds) if seconds else 0)
        with self._transaction() as db:
            db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, 0)", values)
        return token

    def token(self, kind: str, token: str) -> StoredToken | None:
        with self._transaction() as db:
            row = db.execute("SELECT * FROM tokens WHERE hash = ? AND kind = ?", (_hash(token), kind)).fetchone()
        if row is None:
            return None
        return StoredToken(Grant(row["owner"], row["client_id"], row["family"]), row["expires"], bool(row["used"]))

    def use(self, token: str) -> bool:
        """A refresh token. False if somebody has used it before."""
        with self._transaction() as db:
            return db.execute("UPDATE tokens SET used = 1 WHERE hash = ? AND used = 0", (_hash(token),)).rowcount == 1

    def end(self, family: str) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM tokens WHERE family = ?", (family,))

    def count(self, kind: str) -> int:
        """Of all that were given and not ended."""
        with self._transaction() as db:
            count: int = db.execute("SELECT count(*) FROM tokens WHERE kind = ?", (kind,)).fetchone()[0]
        return count


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _after(seconds: int) -> float:
    return time.time() + seconds
