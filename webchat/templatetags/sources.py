"""What the templates of a source ask: where it comes from, and the passage it quotes."""

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from webchat.rendering.html import FIRST_SOURCES
from webchat.upstream.types.replies import Snippet, Source, SourceKind

register = template.Library()

# Names that are not the chat API's own word with a capital.
NAMES = {
    "azuredevops": "Azure DevOps",
    "bamboohr": "BambooHR",
    "confluencedatacenter": "Confluence",
    "gdrive": "Google Drive",
    "github": "GitHub",
    "githubenterprise": "GitHub",
    "gitlab": "GitLab",
    "msteams": "Teams",
    "o365mail": "Outlook",
    "o365sharepoint": "SharePoint",
    "onedrive": "OneDrive",
    "policy": _("Policies"),
    "servicenow": "ServiceNow",
    "sharepoint": "SharePoint",
    "slackentgrid": "Slack",
}
KINDS = {
    SourceKind.DOCUMENT: _("Document"),
    SourceKind.FILE: _("Attached file"),
    SourceKind.PERSON: _("Person"),
    SourceKind.ENTITY: _("Entry"),
    SourceKind.SKILL: _("Skill"),
}


@register.filter
def origin(source: Source) -> str:
    """The system a source comes from, as people know it; else what kind of thing it is."""
    name = "" if source.kind in {SourceKind.FILE, SourceKind.PERSON} else source.datasource
    return system(name) or str(KINDS[source.kind])


@register.filter
def system(name: str) -> str:
    """A data source, as people know it."""
    return str(NAMES.get(name.lower()) or name[:1].upper() + name[1:])


@register.filter
def passage(snippet: Snippet) -> SafeString:
    """The quoted text, with what was found in it marked."""
    html, end = SafeString(), 0
    for start, stop in sorted(snippet.highlights):
        if start >= end:
            html += format_html("{}<mark>{}</mark>", snippet.text[end:start], snippet.text[start:stop])
            end = stop
    return html + conditional_escape(snippet.text[end:])


@register.filter
def first_sources(sources: Sequence[Source]) -> Sequence[Source]:
    """Those that are shown at once."""
    return sources[:FIRST_SOURCES]


@register.simple_tag
def first_of_others() -> int:
    """The number of the first one that is not shown at once, whether it is there yet or not."""
    return FIRST_SOURCES + 1


@register.filter
def other_sources(sources: Sequence[Source]) -> Sequence[Source]:
    return sources[FIRST_SOURCES:]
