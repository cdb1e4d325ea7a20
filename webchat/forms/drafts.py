from django import forms

from webchat.forms.messages import KEY

LONGEST = 200_000  # characters; longer than what can be sent, so that it can be shortened another time


class DraftForm(forms.Form):
    """What is typed in a message box, and the key it would be sent with."""

    prompt = forms.CharField(required=False, strip=False, max_length=LONGEST)
    send_key = forms.RegexField(KEY)
