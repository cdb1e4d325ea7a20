"""Who may sign in, and which tokens are no longer good. Passwords are kept as scrypt hashes."""

import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import asdict, dataclass

from webchat.sandbox.store.database import Database

_INSERT = """
INSERT INTO accounts VALUES (
    :id, :email, :username, :full_name, :password, :is_superuser, :created, :updated, :last_login
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: str
    email: str
    username: str
    full_name: str | None
    password: str  # hashed
    is_superuser: bool = False
    created: str
    updated: str
    last_login: str | None = None


class Accounts:
    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    def add(self, account: Account) -> bool:
        """False, if somebody has its address or its name."""
        with self._transaction() as db:
            try:
                db.execute(_INSERT, asdict(account))
            except sqlite3.IntegrityError:
                return False
        return True

    def get(self, account_id: str) -> Account | None:
        return self._one("id = ?", account_id)

    def by_name(self, name: str) -> Account | None:
        """A name with an @ is an address."""
        return self._one("email = ?" if "@" in name else "username = ?", name)

    def change_password(self, account_id: str, password: str) -> None:
        with self._transaction() as db:
            db.execute("UPDATE accounts SET password = ? WHERE id = ?", (password, account_id))

    def signed_in(self, account_id: str, when: str) -> None:
        with self._transaction() as db:
            query = "UPDATE accounts SET updated = coalesce(last_login, updated), last_login = ? WHERE id = ?"
            db.execute(query, (when, account_id))

    def revoke(self, token_id: str) -> bool:
        """False, if somebody did before."""
        with self._transaction() as db:
            return db.execute("INSERT OR IGNORE INTO revoked_tokens VALUES (?)", (token_id,)).rowcount == 1

    def is_revoked(self, token_id: str) -> bool:
        with self._transaction() as db:
            return db.execute("SELECT 1 FROM revoked_tokens WHERE id = ?", (token_id,)).fetchone() is not None

    def _one(self, condition: str, value: str) -> Account | None:
        # The conditions are the three above, never what came over the wire.
        with self._transaction() as db:
            row = db.execute(f"SELECT * FROM accounts WHERE {condition}", (value,)).fetchone()  # noqa: S608
        return Account(**{**row, "is_superuser": bool(row["is_superuser"])}) if row else None


def hashed(password: str, salt: str = "") -> str:
    """Takes a while, as it must: for a thread."""
    salt = salt or secrets.token_hex(16)
    return f"{salt}${hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**13, r=8, p=1).hex()}"


def is_password(account: Account, password: str) -> bool:
    salt = account.password.partition("$")[0]
    return hmac.compare_digest(account.password, hashed(password, salt))
