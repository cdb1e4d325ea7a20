from datetime import datetime

from django.conf import settings
from django.db import models


class ChatNote(models.Model):
    """What a user notes about a chat. The chat itself lives upstream, which knows neither names of one's own nor pins,
    and does not tell what was said of its replies; there is no row for one of which nothing is noted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chat_notes")
    chat_id = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True)  # empty: the upstream's
    is_pinned = models.BooleanField(default=False)
    helpful = models.JSONField(default=dict, blank=True)  # whether a reply was, by its feedback token
    missing_since = models.DateTimeField(null=True, blank=True)  # from the upstream's list

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "chat_id"], name="one_note_per_chat")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def is_missing_since(self, moment: datetime) -> bool:
        return self.missing_since is not None and self.missing_since < moment
