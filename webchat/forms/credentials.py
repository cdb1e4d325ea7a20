"""A token of one's own."""

from django import forms
from django.utils.translation import gettext_lazy

from webchat.secret import Secret
from webchat.upstream.credential import is_header_safe


class TokenForm(forms.Form):
    """What was typed is never shown again, not even beside what is wrong with it."""

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
