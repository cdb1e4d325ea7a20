"""What a reply has cost, in words. How long it took is told with its steps."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from webchat.upstream.types.replies import Usage


def usage_summary(usage: Usage | None) -> str:
    """One line, as far as it is known; empty if nothing is."""
    return " · ".join(_parts(usage)) if usage else ""


def _parts(usage: Usage) -> Iterator[str]:
    if usage.model:
        yield gettext("Model {name}").format(name=usage.model)
    if count := usage.prompt_tokens:
        yield ngettext("{count} token read", "{count} tokens read", count).format(count=_grouped(count))
    if count := usage.completion_tokens:
        yield ngettext("{count} token written", "{count} tokens written", count).format(count=_grouped(count))


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True)
