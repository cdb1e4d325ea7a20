from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy


class SelectionForm(forms.Form):
    """Which chats are meant."""

    ids = forms.TypedMultipleChoiceField(error_messages={"required": gettext_lazy("Choose at least one chat.")})

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        """`ids` are those of this user's saved chats."""
        super().__init__(*args, **kwargs)
        self.fields["ids"].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]
        self.fields["ids"].error_messages["invalid_choice"] = gettext("One of these chats is no longer there.")


class DeleteAllForm(forms.Form):
    """The number of chats, typed by somebody who means it."""

    confirm = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed != str(self.count):
            raise forms.ValidationError(
                gettext("That is not the number of chats. Type {count}.").format(count=self.count)
            )
        return typed
