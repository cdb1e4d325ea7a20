"""Django's sessions in the database, with the user and the browser in the table."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class Session(AbstractBaseSession):
    """Somebody who is signed in, in one browser. It ends when it was not used for a while, and in any case some time
    after it began: `expire_date` is whichever comes first."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # its key would open it
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    user_agent = models.CharField(max_length=400, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)  # to within a few minutes

    class Meta:
        indexes = [models.Index(fields=["user", "-used_at"])]

    def __str__(self) -> str:
        return f"session {self.public_id}"

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore

    def save(self, *, force_update: bool = False, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """A store that saves anew does not know when the session began, and must not make it last longer."""
        if force_update:
            update_fields = ["session_data", "user"]
        super().save(force_update=force_update, update_fields=update_fields, **options)


class SessionStore(db.SessionStore):
    user_agent = ""  # of the browser that asks, if one does

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return self._completed(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return self._completed(await super().acreate_model_instance(data), data)

    def _completed(self, session: AbstractBaseSession, data: dict[str, Any]) -> Session:
        assert isinstance(session, Session)  # noqa: S101 - by get_model_class
        session.user_id = int(data[USER]) if USER in data else None
        session.user_agent = self.user_agent[:400]
        session.expire_date = min(session.expire_date, timezone.now() + timedelta(seconds=settings.SESSION_IDLE))
        return session
