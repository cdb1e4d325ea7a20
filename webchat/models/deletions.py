import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Deletion(models.Model):
    """Chats and files that somebody has deleted: hidden at once, and deleted upstream when the time to undo it is over.
    Its row is gone when that is done, or undone. Deletes that follow each other in time are one, with one Undo."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Nobody can be deleted before what they have deleted is: the upstream is asked in their name.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deletions")
    chat_ids = models.JSONField(default=list)  # the files are AttachedFile rows that name this one
    left = models.CharField(max_length=200, blank=True)  # the chat whose page was left because of it
    due_at = models.DateTimeField()  # when it is to be sent, or sent again
    tries = models.PositiveSmallIntegerField(default=0)  # to send it; from the first one on it cannot be undone

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(tries=0), name="one_deletion_to_undo_per_user")
        ]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"deletion {self.id}"

    @property
    def can_be_undone(self) -> bool:
        return self.tries == 0 and self.milliseconds_left > 0

    @property
    def milliseconds_left(self) -> int:
        return int((self.due_at - timezone.now()).total_seconds() * 1000)
