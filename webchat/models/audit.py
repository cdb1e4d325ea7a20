from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What somebody did, as `noun.verb`: the noun says what the id of the object is an id of."""

    SIGNED_IN = "session.sign-in", _("Signed in")
    SIGNED_OUT = "session.sign-out", _("Signed out")
    SESSION_ENDED = "session.end", _("Session ended")
    PASSWORD_CHANGED = "person.password", _("Password changed")
    PASSWORD_LINK_MADE = "person.link", _("Link to set a password made")
    PEOPLE_VIEWED = "person.view", _("People viewed")
    PERSON_ADDED = "person.add", _("Person added")
    PERSON_CHANGED = "person.change", _("Person changed")
    PERSON_DELETED = "person.delete", _("Person deleted")
    PERSON_DEACTIVATED = "person.deactivate", _("Person deactivated")
    PERSON_REACTIVATED = "person.reactivate", _("Person reactivated")
    MADE_ADMINISTRATOR = "person.make-administrator", _("Made an administrator")
    MADE_EMPLOYEE = "person.make-employee", _("Made an employee")
    CONNECTED = "credential.connect", _("Account connected")
    DISCONNECTED = "credential.disconnect", _("Account disconnected")
    CHAT_EXPORTED = "chat.export", _("Chat exported")
    CHAT_DELETED = "chat.delete", _("Chat deleted")
    ALL_CHATS_DELETED = "chat.delete-all", _("Chat deleted with all others")
    CHAT_RESTORED = "chat.restore", _("Chat brought back")
    MESSAGE_DELETED = "message.delete", _("Message deleted")
    FILE_UPLOADED = "file.upload", _("File uploaded")
    FILE_DOWNLOADED = "file.download", _("File downloaded")
    FILE_DELETED = "file.delete", _("File deleted")
    FILE_RESTORED = "file.restore", _("File brought back")
    APPLICATION_VIEWED = "application.view", _("Applications viewed")
    SERVER_VIEWED = "server.view", _("Server viewed")
    CONNECTION_VIEWED = "connection.view", _("Connection viewed")
    CONNECTION_CHECKED = "connection.check", _("Connection checked")
    AUDIT_VIEWED = "audit.view", _("Audit trail viewed")
    AUDIT_DOWNLOADED = "audit.download", _("Audit trail downloaded")


class Outcome(models.TextChoices):
    """That it was done, or why it was refused."""

    OK = "ok", _("Done")
    WRONG_PASSWORD = "wrong-password", _("Refused: wrong password")
    UNKNOWN = "unknown-person", _("Refused: nobody has this address")
    INACTIVE = "inactive", _("Refused: deactivated")
    UNVERIFIED = "address-unverified", _("Refused: address not verified")
    NOT_ALLOWED = "not-allowed", _("Refused: not allowed")
    FAILED = "failed", _("Failed")


class AppendOnly(TypeError):
    """What is recorded stays as it is."""


class AuditEvents(models.QuerySet["AuditEvent"]):
    def earlier_than(self, event: "AuditEvent") -> Self:
        """What follows this one in a list with the newest on top; an index finds the place, however far down it is."""
        return self.filter(at__lte=event.at).exclude(at=event.at, id__gte=event.id)

    def forget(self) -> None:
        """For what is older than it is to be kept; the database refuses anything younger than a month."""
        models.QuerySet.delete(self)

    def delete(self) -> NoReturn:
        raise AppendOnly

    def update(self, **_fields: Any) -> NoReturn:
        raise AppendOnly


class AuditEvent(models.Model):
    """Somebody did something: no title, no text, no name of a file, and no reference to a row that may go.

    Never changed: not by these methods, nor, whoever asks it, by the database (see append_only)."""

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=30)  # an Action; not said to the database, which keeps those of the past too
    outcome = models.CharField(max_length=20, default=Outcome.OK)
    # Of whoever did it, as it was then: a user may be deleted, or get another address. Empty for somebody unknown.
    person_id = models.BigIntegerField(null=True)
    address = models.EmailField(blank=True)
    object_id = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)  # as far as WEBCHAT_AUDIT_NETWORK lets it be known

    objects = AuditEvents.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["address", "-at", "-id"], name="audit_by_address"),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(fields=["address", "action", "-at", "-id"], name="audit_by_address_and_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by person {self.person_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly

    @property
    def action_label(self) -> str:
        return str(dict(Action.choices).get(self.action, self.action))

    @property
    def outcome_label(self) -> str:
        return str(dict(Outcome.choices).get(self.outcome, self.outcome))
