"""What all operations of Chatter's API share."""

import secrets

from webchat.sandbox.base import Base
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.limits import Limits
from webchat.sandbox.chatter.settings import ChatterSettings
from webchat.sandbox.chatter.store.accounts import Account, Accounts, hashed, is_password
from webchat.sandbox.chatter.store.conversations import Conversations
from webchat.sandbox.chatter.store.documents import Documents
from webchat.sandbox.chatter.store.schema import SCHEMA
from webchat.sandbox.chatter.tokens import Tokens
from webchat.sandbox.chatter.traffic import Traffic
from webchat.sandbox.chatter.wire import new_id, now

_FIRST = (("employee", "Erin Employee", False), ("admin", "Adam Administrator", True))


class ChatterBackend(Base):
    settings: ChatterSettings

    def __init__(self, settings: ChatterSettings) -> None:
        super().__init__(settings, SCHEMA)
        self.accounts = Accounts(self.database)
        self.conversations = Conversations(self.database)
        self.documents = Documents(self.database)
        self.tokens = Tokens(self._key(), settings.access_token_seconds, settings.refresh_token_seconds)
        self.limits = Limits()
        self.traffic = Traffic()
        for username, full_name, is_superuser in _FIRST:
            self._make_account(username, full_name, is_superuser=is_superuser)

    @property
    def layout(self) -> Layout:
        return self.settings.layout

    def _make_account(self, username: str, full_name: str, *, is_superuser: bool) -> None:
        """Or give it the password it is to have now."""
        known = self.accounts.by_name(username)
        if known and is_password(known, self.settings.password):
            return
        password = hashed(self.settings.password)
        if known:
            self.accounts.change_password(known.id, password)
            return
        account = Account(
            id=new_id(),
            email=f"{username}@example.com",
            username=username,
            full_name=full_name,
            password=password,
            is_superuser=is_superuser,
            created=now(),
            updated=now(),
        )
        self.accounts.add(account)

    def _key(self) -> bytes:
        """Kept, so that tokens outlive a restart."""
        path = self.settings.data / "signing-key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_bytes()
