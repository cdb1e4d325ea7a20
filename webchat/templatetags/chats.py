"""What the templates of the list of chats ask."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from webchat.chats import titles

register = template.Library()


@register.filter
def marked(title: str, query: str) -> SafeString:
    """The title, with the words of a search marked in it."""
    pieces = titles.parts(title, titles.words(query)) if query else [(title, False)]
    return format_html_join("", "{}", ((_mark(text) if hit else text,) for text, hit in pieces))


def _mark(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)
