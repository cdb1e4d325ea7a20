"""Words in the language of the page: those of its scripts, and how long something takes."""

from datetime import UTC, datetime, timedelta
from functools import cache

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

# A number for each of the categories that a browser's Intl.PluralRules knows: gettext numbers the plural forms of a
# language in an order of its own.
PLURALS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}

EPOCH = datetime(2001, 1, 1, tzinfo=UTC)

register = template.Library()


@register.simple_tag
def words() -> SafeString:
    """A block of data for static/js/words.js: no script, so the policy lets it be; no request of its own."""
    return json_script(catalogue(get_language() or settings.LANGUAGE_CODE), "words")


@register.filter
def duration(value: timedelta) -> str:
    """How long, in one unit: `1 hour`."""
    return timesince(EPOCH, EPOCH + value, depth=1)


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
