from django import forms

LONGEST = 1000  # characters


class FeedbackForm(forms.Form):
    """Whether a reply helped, and why, in the reader's own words."""

    helpful = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")
    words = forms.CharField(required=False, max_length=LONGEST)
