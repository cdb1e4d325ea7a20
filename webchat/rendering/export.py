"""A chat as a file: Markdown, a web page, or JSON. The sources of each reply are its numbered notes; what the assistant
did on the way is told in JSON only."""

import json as stdlib_json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext

from webchat.rendering import footnotes
from webchat.rendering.html import TurnView, web_url
from webchat.rendering.reply import ReplyState
from webchat.upstream.types.replies import Source
from webchat.upstream.types.saved import Chat

JSON_VERSION = 1


def markdown(chat: Chat, turns: Sequence[TurnView], now: datetime) -> str:
    head = [f"# {footnotes.escaped(_title(chat))}", gettext("Exported on {date}.").format(date=_date(now))]
    parts = (part for number, turn in enumerate(turns, start=1) for part in _markdown_parts(turn, number))
    return "\n\n".join([*head, *parts]) + "\n"


def html(chat: Chat, turns: Sequence[TurnView], now: datetime) -> str:
    """One file, which loads nothing and runs nothing: it brings a policy, since it will have none of a server's."""
    style = render_to_string("chats/export.css").strip()
    context = {
        "title": _title(chat),
        "exported": _date(now),
        "turns": [(turn, _date(turn.asked), _safe_html(turn.reply), _end(turn.reply)) for turn in turns],
        "style": format_html("<style>{}</style>", mark_safe(style)),  # noqa: S308 - our own file
        "style_hash": b64encode(sha256(style.encode()).digest()).decode(),
    }
    return render_to_string("chats/export.html", context)


def json(chat: Chat, turns: Sequence[TurnView], now: datetime) -> str:
    exported = {
        "format": "webchat",
        "version": JSON_VERSION,
        "exported": now.isoformat(),
        "id": chat.id,
        "title": chat.title,
        "created": _iso(chat.created),
        "updated": _iso(chat.updated),
        "turns": [_turn(turn) for turn in turns],
    }
    return stdlib_json.dumps(exported, ensure_ascii=False, indent=2) + "\n"


def _title(chat: Chat) -> str:
    return chat.title or gettext("Untitled chat")


def _date(moment: datetime | None) -> str:
    return date_format(localtime(moment), "j M Y, H:i T") if moment else ""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _end(reply: ReplyState) -> str:
    """How it ended, if not as it should."""
    if reply.missing == "reply":
        return gettext("No reply is saved.")
    match reply.ended.status if reply.ended else "":
        case "stopped":
            return gettext("Stopped.")
        case "interrupted":
            return gettext("The reply was interrupted.")
    return gettext(reply.ended.sentence) if reply.ended and reply.ended.sentence else ""


# --- Markdown ----------------------------------------------------------------------------------------------------


def _markdown_parts(turn: TurnView, number: int) -> Iterator[str]:
    if turn.reply.missing != "prompt":
        yield from _markdown_question(turn)
    yield f"## {gettext('Reply')}"
    yield from (f"> {footnotes.escaped(notice)}" for notice in turn.reply.notices)
    if text := footnotes.markdown(turn.reply, f"{number}-"):
        yield text
    if end := _end(turn.reply):
        yield f"*{footnotes.escaped(end)}*"


def _markdown_question(turn: TurnView) -> Iterator[str]:
    yield f"## {gettext('You')}"
    if turn.asked:
        yield f"*{_date(turn.asked)}*"
    yield "\n".join(f"> {line}".rstrip() for line in turn.reply.prompt.splitlines())
    if turn.files:
        yield gettext("Attached: {names}").format(names=", ".join(map(footnotes.escaped, _names(turn))))


def _names(turn: TurnView) -> list[str]:
    return [file.name or gettext("A file") for file in turn.files]


# --- HTML --------------------------------------------------------------------------------------------------------


def _safe_html(reply: ReplyState) -> SafeString:
    def cite(number: int) -> str:
        source = reply.sources[number - 1]
        title = source.title or source.url or gettext("untitled")
        label = escape(gettext("Source {number}: {title}").format(number=number, title=title))
        return f'<sup><a href="#{reply.id}-s{number}" aria-label="{label}">{number}</a></sup>'

    return mark_safe(footnotes.html(reply, cite))  # noqa: S308 - sanitised there


# --- JSON --------------------------------------------------------------------------------------------------------


def _turn(turn: TurnView) -> dict[str, object]:
    reply = turn.reply
    return {
        "asked": _iso(turn.asked),
        "prompt": reply.prompt,
        "files": [{"id": file.id, "name": file.name} for file in turn.files],
        "reply": {
            "status": reply.ended.status if reply.ended else "running",
            "steps": [
                {"kind": step.kind, "text": step.text, "sources": _sources(step.sources)} for step in reply.steps
            ],
            "notices": reply.notices,
            "markdown": footnotes.markdown(reply),
            "sources": _sources(reply.sources),
            "follow_ups": reply.follow_ups,
            "usage": asdict(reply.usage) if reply.usage else None,
        },
    }


def _sources(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [
        {
            "kind": source.kind,
            "title": source.title,
            "url": web_url(source.url),
            "datasource": source.datasource,
            "author": source.author,
            "updated": _iso(source.updated),
            "passages": [{"text": snippet.text, "page": snippet.page} for snippet in source.snippets],
        }
        for source in sources
    ]
