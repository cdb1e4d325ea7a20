"""A reply for outside of our pages: Markdown or HTML that stands by itself, with its sources as numbered notes."""

import re
from collections.abc import Iterator
from html import escape

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext

from webchat.rendering import marks
from webchat.rendering.decorate import Cite
from webchat.rendering.html import web_url
from webchat.rendering.markdown import document
from webchat.rendering.reply import ReplyState
from webchat.upstream.types.replies import Source, SourceKind

_MARKUP = re.compile(r"[\\`*\[\]<>&|~]|(?<!\w)_|_(?!\w)")
_NOT_IN_AUTOLINK = re.compile(r"[\s<>]")
_MORE = "source-"  # before a note's number, where its writer has notes too


def markdown(reply: ReplyState, prefix: str = "") -> str:
    """`prefix` tells the notes of several replies in one text apart."""
    source = reply.text.source
    prefix = _unused(prefix, source)
    text = marks.replaced(source, lambda number: f"[^{prefix}{number}]").strip("\n")
    notes = [f"[^{prefix}{number}]: {_note(source)}" for number, source in enumerate(reply.sources, start=1)]
    return "\n\n".join(filter(None, (text, "\n".join(notes))))


def html(reply: ReplyState, cite: Cite | None = None) -> str:
    """`cite` turns a source's number into HTML; without it, the number leads to the source itself."""
    notes = render_to_string("messages/_notes.html", {"reply": reply}) if reply.sources else ""
    return document(reply.text.source, cite or _leading_to(reply.sources)) + notes


def about(source: Source) -> str:
    """Where a source is from, and of when; plain text."""
    known = {SourceKind.FILE: gettext("Attached file"), SourceKind.PERSON: gettext("Person")}
    date = date_format(source.updated, "j M Y") if source.updated else ""
    return ", ".join(filter(None, (known.get(source.kind, source.datasource), source.author, date)))


def escaped(text: str) -> str:
    """Text on one line of Markdown, where it is nothing but text."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _unused(prefix: str, source: str) -> str:
    """What the assistant wrote must not look like a note of ours."""
    taken = re.findall(rf"\[\^((?:{_MORE})*){re.escape(prefix)}", source)
    return _MORE * (1 + max(map(len, taken)) // len(_MORE)) + prefix if taken else prefix


def _note(source: Source) -> str:
    return " ".join(_parts(source))


def _parts(source: Source) -> Iterator[str]:
    title, from_where = escaped(source.title or gettext("Untitled")), escaped(about(source))
    yield f"{title} ({from_where})." if from_where else f"{title}."
    if url := web_url(source.url):
        yield f"<{_NOT_IN_AUTOLINK.sub(_percent_encoded, url)}>"
    for snippet in source.snippets[:1]:
        yield f"“{escaped(snippet.text)}”"
        if snippet.page:
            yield gettext("Page {number}.").format(number=snippet.page)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _leading_to(sources: tuple[Source, ...]) -> Cite:
    def cite(number: int) -> str:
        url = escape(web_url(sources[number - 1].url))
        return f'<sup>[<a href="{url}">{number}</a>]</sup>' if url else f"<sup>[{number}]</sup>"

    return cite
