"""Signing in, and what somebody prefers."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from webchat.models import User


class SignInForm(forms.Form):
    """The address and the password as typed; whether they belong together, the view asks."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    # Spaces at the ends of a password are part of it.
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


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
