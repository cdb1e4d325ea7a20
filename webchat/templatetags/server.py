"""What a server says about itself, as people read it."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

ROUND = 1000  # from here on all digits before the point are shown

register = template.Library()


@register.filter
def fact(value: str | float) -> str:
    """A number tells no more by many digits than by three."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    rounded = float(f"{value:.3g}") if abs(value) < ROUND else value
    whole = isinstance(rounded, int) or rounded.is_integer()
    return number_format(int(rounded) if whole else rounded, force_grouping=True)


@register.filter
def subject(name: str) -> str:
    """The server's own name of a fact, with spaces."""
    return name.replace("_", " ").strip()
