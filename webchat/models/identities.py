"""Who somebody is at the company's sign-in: an issuer's name for them, not their address, which may change."""

from django.db import models

from webchat.models.users import User


class Identity(models.Model):
    """Of one issuer, an account has one. Those of issuers that are not in the settings any more mean nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_is_of_one_user"),
            models.UniqueConstraint(fields=["user", "issuer"], name="user_has_one_identity_of_an_issuer"),
        )

    def __str__(self) -> str:
        return f"{self.user} at {self.issuer}"
