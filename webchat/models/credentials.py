from django.conf import settings
from django.db import models
from django.utils import timezone


class Credential(models.Model):
    """A user's own token for the chat API. What is secret of it is sealed, and opens only for this user, this chat API
    and this kind."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="credential"
    )
    upstream = models.CharField(max_length=300)  # its address
    kind = models.CharField(max_length=20)  # a value of settings.CREDENTIAL_KIND
    sealed = models.TextField()  # another text after every change
    connected_at = models.DateTimeField(default=timezone.now)
    renew_at = models.DateTimeField(null=True)  # when to exchange it for another one; null: never
    expires_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)  # whoever exchanges it has it for himself until then
    refused_at = models.DateTimeField(null=True)  # from then on it is not accepted any more

    def __str__(self) -> str:
        return f"credential of {self.user_id}"


class ConnectionAttempt(models.Model):
    """Somebody has gone to the authorization server. Its row is gone when they are back, whatever they bring."""

    state = models.CharField(max_length=64, primary_key=True)  # its SHA-256
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)  # the SHA-256 of its key
    sealed = models.TextField()  # the PKCE verifier
    onward = models.CharField(max_length=2000, blank=True)  # the page to go to then
    begun_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"connection attempt of {self.user_id}"


class RegisteredClient(models.Model):
    """Us, as an authorization server knows us that we have registered with."""

    issuer = models.CharField(max_length=300)
    redirect_uri = models.CharField(max_length=300)
    client_id = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "redirect_uri"], name="one_client_per_issuer")]

    def __str__(self) -> str:
        return f"client of {self.issuer}"
