from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "temporary-"


def new_id() -> str:
    return f"{PREFIX}{uuid4().hex}"


def is_temporary(chat_id: str) -> bool:
    """Whether this is the id of a temporary chat, which the upstream never hears; it may be gone."""
    return chat_id.startswith(PREFIX)


class TemporaryChat(models.Model):
    """A chat that is saved nowhere. What is in it are the rows of its replies, which have its id as that of their chat;
    they are deleted with it."""

    id = models.CharField(primary_key=True, max_length=50, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="temporary_chats")
    used_at = models.DateTimeField(default=timezone.now)  # by a message
    left_at = models.DateTimeField(null=True, blank=True)  # null while a page shows it

    def __str__(self) -> str:
        return self.id
