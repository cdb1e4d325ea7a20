from django import forms

from webchat.requests import LONGEST_ID


class UndoForm(forms.Form):
    """Which deletion to take back. Without one, whichever can be."""

    deletion = forms.UUIDField(required=False)


class MessageForm(forms.Form):
    """Which message of a turn to delete, and its id, once that is confirmed."""

    part = forms.ChoiceField(choices=[("prompt", "prompt"), ("reply", "reply")], required=False)
    message = forms.CharField(max_length=LONGEST_ID, required=False)
