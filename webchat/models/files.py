import uuid

from django.conf import settings
from django.db import models

from webchat.models.deletions import Deletion
from webchat.models.replies import Reply
from webchat.upstream.types.saved import FileStatus

OF_ALL_CHATS = "/"  # in place of a chat's id, where no chat can have it


class AttachedFile(models.Model):
    """A file somebody uploaded. The bytes are upstream; an API that cannot list files leaves it to us to remember
    which there are, whose they are and which chat they belong to."""

    class Status(models.TextChoices):
        PROCESSING = FileStatus.PROCESSING
        READY = FileStatus.READY
        PARTLY_READY = FileStatus.PARTLY_READY
        FAILED = FileStatus.FAILED
        DELETED = FileStatus.DELETED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="files")
    upstream_id = models.CharField(max_length=300)
    chat_id = models.CharField(max_length=200, blank=True)  # empty: for the chat that is not begun yet; or OF_ALL_CHATS
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()  # bytes
    status = models.CharField(max_length=12, choices=Status, default=Status.PROCESSING)
    failure = models.CharField(max_length=60, blank=True)  # the upstream's code
    sent_with = models.UUIDField(null=True, blank=True)  # the reply it was sent for; outlives that reply's row
    deletion = models.ForeignKey(Deletion, on_delete=models.SET_NULL, null=True, blank=True, related_name="files")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["user", "chat_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "upstream_id"], condition=models.Q(chat_id=OF_ALL_CHATS), name="one_row_per_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} file {self.id}"

    def copied_to(self, reply: Reply) -> "AttachedFile":
        """The same file upstream, in the chat of a reply that it was sent for."""
        fields = {name: getattr(self, name) for name in ("user_id", "upstream_id", "name", "size", "status", "failure")}
        return AttachedFile(chat_id=reply.chat_id, sent_with=reply.id, **fields)

    @property
    def is_shared(self) -> bool:
        """Whether it belongs to all chats of its user, and so to none."""
        return self.chat_id == OF_ALL_CHATS

    @property
    def is_void(self) -> bool:
        """Takes no place among the files of its chat."""
        return self.status in {self.Status.FAILED, self.Status.DELETED}

    @property
    def is_usable(self) -> bool:
        return self.status in {self.Status.READY, self.Status.PARTLY_READY}
