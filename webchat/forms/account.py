"""Signing in."""

from django import forms
from django.utils.translation import gettext_lazy


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
