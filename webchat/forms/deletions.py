from django import forms


class UndoForm(forms.Form):
    """Which deletion to take back. Without one, whichever can be."""

    deletion = forms.UUIDField(required=False)
