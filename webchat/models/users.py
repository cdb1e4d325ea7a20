"""Who may sign in: a person is their e-mail address."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """All of it in lower case: nobody means two mailboxes that differ in case only."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """By an administrator, unless `address_verified` says that it is somebody's own word."""
        fields = {"address_verified": True, **fields}
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return super().get_by_natural_key(self.normalize_email(username))

    async def aget_by_natural_key(self, username: str | None) -> "User":
        return await super().aget_by_natural_key(self.normalize_email(username))


class User(AbstractUser):
    """`is_staff` marks an administrator. The address is stored in lower case; the database insists on it."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class SendWith(models.TextChoices):
        ENTER = "enter", _("Enter")
        CTRL_ENTER = "ctrl-enter", _("Ctrl/⌘ Enter")

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200, blank=True)
    # By the company sign-in or an administrator. Only then may the chat API be asked in the name of this address.
    address_verified = models.BooleanField(default=False)

    # Preferences. Empty: as the system or the browser has it.
    theme = models.CharField(max_length=5, choices=Theme, blank=True)
    language = models.CharField(max_length=10, blank=True)  # a code of settings.LANGUAGES
    send_with = models.CharField(max_length=10, choices=SendWith, default=SendWith.ENTER)
    finished_replies_only = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self: Self) -> str:
        return self.name or self.email

    def get_short_name(self: Self) -> str:
        return self.name.partition(" ")[0] or self.email.partition("@")[0]
