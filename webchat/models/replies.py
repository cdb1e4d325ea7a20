import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Reply(models.Model):
    """A prompt somebody sent and what became of it. The saved chat lives upstream: these rows are only for the
    time a reply is being written, and an hour after."""

    class Status(models.TextChoices):
        RUNNING = "running"  # or waiting for its turn
        FINISHED = "finished"
        STOPPED = "stopped"  # by its reader
        FAILED = "failed"  # by the upstream, or on the way there
        INTERRUPTED = "interrupted"  # its process is gone

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="replies")
    send_key = models.CharField(max_length=64)
    chat_id = models.CharField(max_length=200, blank=True)  # empty until the upstream tells
    after = models.UUIDField(null=True, blank=True)  # the reply above it when it was sent, if there was one
    prompt = models.TextField()
    # How it was asked: application, agent, mode, sources, settings; and which turn of which chat it edits.
    choice = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RUNNING)
    is_seen = models.BooleanField(default=False)  # a reader had its end before their eyes
    stop_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # to the upstream; null while it waits for its turn
    beat_at = models.DateTimeField(auto_now_add=True)  # the owner's last sign of life
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["user", "send_key"], name="one_reply_per_send_key")]
        indexes = [
            models.Index(fields=["user", "chat_id", "-created_at"]),
            models.Index(fields=["status", "beat_at"]),
            models.Index(fields=["user", "chat_id"], condition=models.Q(is_seen=False), name="unseen_replies"),
        ]

    def __str__(self) -> str:
        return f"{self.status} reply {self.id}"

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING

    @property
    def is_withdrawn(self) -> bool:
        """Taken back before it was sent: nothing of it is left but its send key."""
        return self.status == self.Status.STOPPED and self.sent_at is None and not self.prompt


class ReplyEvent(models.Model):
    """One entry of a reply's log. Text that arrived between two commits is one entry."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()  # counts from 0 without a gap
    entry = models.TextField()  # as replies.codec writes it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="one_entry_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"entry {self.number} of {self.reply_id}"


class SendRate(models.Model):
    """A token bucket: how many messages a user may send right now. All processes share it, and lock it to decide who of
    several messages goes first."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    full_at = models.DateTimeField(default=timezone.now)  # when the bucket is, or was, full again

    def __str__(self) -> str:
        return f"send rate of {self.user_id}"
