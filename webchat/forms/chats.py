from typing import Any

from django import forms


class SelectionForm(forms.Form):
    """Which chats are meant."""

    ids = forms.TypedMultipleChoiceField(error_messages={"required": "Choose at least one chat."})

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        """`ids` are those of this user's saved chats."""
        super().__init__(*args, **kwargs)
        self.fields["ids"].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]
        self.fields["ids"].error_messages["invalid_choice"] = "One of these chats is no longer there."


class DeleteAllForm(forms.Form):
    """The number of chats, typed by somebody who means it."""

    confirm = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed != str(self.count):
            raise forms.ValidationError(f"That is not the number of chats. Type {self.count}.")
        return typed
