"""Signing in, passwords, and what somebody prefers."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from webchat.models import User


def _password_field(label: Any, autocomplete: str) -> forms.CharField:
    # Spaces at the ends of a password are part of it.
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=1024, widget=widget)


class SignInForm(forms.Form):
    """The address and the password as typed; whether they belong together, the view asks."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = _password_field(gettext_lazy("Password"), "current-password")


class NewPasswordForm(forms.Form):
    """A password for this user, by Django's rules."""

    new = _password_field(gettext_lazy("New password"), "new-password")
    again = _password_field(gettext_lazy("New password again"), "new-password")

    def __init__(self, user: User, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.user = user
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> None:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", gettext("This is not the same as above."))


class PasswordForm(NewPasswordForm):
    """Whether the current password is the right one, the view asks."""

    current = _password_field(gettext_lazy("Current password"), "current-password")
    field_order = ["current", "new", "again"]


class PreferencesForm(forms.Form):
    """The fields are those of the user. Empty is as the system or the browser has it."""

    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        required=False,
        choices=[("", pgettext_lazy("theme", "As the system")), *User.Theme.choices],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", pgettext_lazy("language", "As the browser asks")), *settings.LANGUAGES],
    )
    send_with = forms.ChoiceField(
        label=gettext_lazy("Send a message with"), choices=User.SendWith.choices, widget=forms.RadioSelect
    )
    finished_replies_only = forms.BooleanField(
        label=gettext_lazy("Show replies only when they are finished"), required=False
    )
