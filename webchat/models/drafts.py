from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What somebody has typed and not sent yet: one for each chat, and one for the chat that is not begun."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    chat_id = models.CharField(max_length=200, blank=True)  # empty: for the chat that is not begun yet
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "chat_id"], name="one_draft_per_chat")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
