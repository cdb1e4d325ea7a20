"""How somebody's own account of the chat API is connected: a token of it, or its name and password."""

from typing import ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from webchat.secret import Secret
from webchat.upstream.credential import is_header_safe


class CredentialForm(forms.Form):
    """What is secret of it is never shown again, not even beside what is wrong with it."""

    hint: ClassVar[str | Promise] = ""
    connect: ClassVar[str | Promise]  # what its button says
    replace: ClassVar[str | Promise]  # and what leads to it from an account that is connected
    refused: ClassVar[str | Promise]  # that the chat API does not take it


class TokenForm(CredentialForm):
    connect = gettext_lazy("Check and connect")
    replace = gettext_lazy("Replace the token")
    refused = gettext_lazy("The assistant did not accept this token. It may have expired or lack the chat scope.")

    token = forms.CharField(
        label=gettext_lazy("Assistant access token"),
        max_length=8192,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Create one in your assistant settings, with the chat scope."),
        error_messages={"required": gettext_lazy("Paste your token first.")},
    )

    def clean_token(self) -> Secret:
        token = Secret(self.cleaned_data["token"])
        if not is_header_safe(token):
            raise forms.ValidationError(gettext_lazy("A token has no spaces in it. Copy it once more, as a whole."))
        return token


class AccountForm(CredentialForm):
    """The account is another one than that of our own pages: a browser must not take the password of one for the
    other's, which is what the section says to it (HTML Living Standard, 4.10.18.7)."""

    hint = gettext_lazy("Use the name and the password that you have there, not the ones for this site.")
    connect = gettext_lazy("Sign in and connect")
    replace = gettext_lazy("Connect another account")
    refused = gettext_lazy("The assistant does not know this name with this password. Check both and try again.")

    name = forms.CharField(
        label=gettext_lazy("Assistant user name or e-mail address"),
        max_length=255,
        widget=forms.TextInput(
            attrs={"autocomplete": "section-assistant username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Assistant password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "section-assistant current-password"}),
        help_text=gettext_lazy("Sent to the assistant, and not kept here."),
    )

    def clean_password(self) -> Secret:
        return Secret(self.cleaned_data["password"])
