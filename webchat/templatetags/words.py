"""Words in the language of the page: those of its scripts, and how long something takes."""

from datetime import timedelta
from functools import cache

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

# A number for each of the categories that a browser's Intl.PluralRules knows: gettext numbers the plural forms of a
# language in an order of its own.
PLURALS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}

UNITS = {
    24 * 3600: ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    3600: ngettext_lazy("%(count)d hour", "%(count)d hours", "count"),
    60: ngettext_lazy("%(count)d minute", "%(count)d minutes", "count"),
    1: ngettext_lazy("%(count)d second", "%(count)d seconds", "count"),
}

register = template.Library()


@register.simple_tag
def words() -> SafeString:
    """A block of data for static/js/words.js: no script, so the policy lets it be; no request of its own."""
    return json_script(catalogue(get_language() or settings.LANGUAGE_CODE), "words")


@register.filter
def duration(value: timedelta) -> str:
    """How long, in the largest unit that needs no fraction: `1 hour`, `90 minutes`."""
    seconds = round(value.total_seconds())
    unit, words = next((unit, words) for unit, words in UNITS.items() if seconds % unit == 0)
    return words % {"count": seconds // unit}


@cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """By the English sentence, its translation; for one with a number in it, the translation of each plural."""
    reader = JavaScriptCatalog()
    reader.translation = DjangoTranslation(
        language, domain=reader.domain, localedirs=[str(path) for path in settings.LOCALE_PATHS]
    )
    return {
        english: forms if isinstance(forms, str) else _plurals(forms, reader.translation)
        for english, forms in reader.get_catalog().items()
    }


def _plurals(forms: list[str], translation: DjangoTranslation) -> dict[str, str]:
    return {category: forms[translation.plural(number)] for category, number in PLURALS.items()}
