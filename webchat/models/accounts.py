from django.db import models
from django.utils import timezone


class TryRate(models.Model):
    """A token bucket: how often a password may be tried right now, for one account, one network address, or both. All
    processes share it."""

    name = models.CharField(primary_key=True, max_length=64)  # a keyed hash: nobody reads from it who tried to sign in
    full_at = models.DateTimeField(default=timezone.now)  # when the bucket is, or was, full again

    class Meta:
        indexes = [models.Index(fields=["full_at"])]

    def __str__(self) -> str:
        return f"try rate {self.name}"
