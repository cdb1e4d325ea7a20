"""What an administrator types about people."""

from django import forms
from django.utils.translation import gettext_lazy

from webchat.models import User


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Search by name or address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class PersonForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])


class ChangeForm(forms.Form):
    change = forms.ChoiceField(
        choices=[(each, each) for each in ("deactivate", "reactivate", "make-administrator", "make-employee")]
    )
