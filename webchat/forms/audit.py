from datetime import UTC, datetime, time

from django import forms
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from webchat.models import Action, AuditEvent, User
from webchat.models.audit import AuditEvents


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")  # as a browser has it, whatever the language


class AuditForm(forms.Form):
    """Which part of the audit trail is wanted. Days are those of UTC, as the times are."""

    person = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
    action = forms.ChoiceField(
        label=pgettext_lazy("audit", "Action"),
        required=False,
        choices=[("", pgettext_lazy("audit action", "All")), *Action.choices],
    )
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=Day)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=Day)

    def clean_person(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["person"])

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("This day is before the first one."))

    def events(self) -> AuditEvents:
        """Newest first."""
        wanted = self.cleaned_data
        events = AuditEvent.objects.all()
        if wanted["person"]:
            events = events.filter(address=wanted["person"])
        if wanted["action"]:
            events = events.filter(action=wanted["action"])
        if wanted["since"]:
            events = events.filter(at__gte=datetime.combine(wanted["since"], time.min, UTC))
        if wanted["until"]:
            events = events.filter(at__lte=datetime.combine(wanted["until"], time.max, UTC))
        return events

    def query(self) -> dict[str, str]:
        """For the address of another page of the same."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
