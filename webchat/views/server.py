"""For administrators: what the server behind the chat API says about itself."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asgiref.sync import sync_to_async
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET

from webchat import audit
from webchat.connection import client_for
from webchat.models import Action
from webchat.redaction import redacted
from webchat.requests import Request
from webchat.upstream.errors import Forbidden, NotConnected, RateLimited, TimedOut, TokenRefused, Unreachable
from webchat.upstream.types.server import PartKind, ServerItem, ServerPart
from webchat.views.access import administrator_required
from webchat.views.reports import Report, report

MOST = 50  # items of a part on the page; the raw answer has all
TITLES = {
    PartKind.HEALTH: gettext_lazy("Health"),
    PartKind.DATABASE: gettext_lazy("Database"),
    PartKind.PROVIDERS: gettext_lazy("Model providers"),
    PartKind.MODELS: gettext_lazy("Models"),
    PartKind.PROFILES: gettext_lazy("Profiles"),
    PartKind.TEMPLATES: gettext_lazy("Templates"),
    PartKind.TOOLS: gettext_lazy("Tools"),
    PartKind.TOOL_SERVERS: gettext_lazy("Tool servers"),
    PartKind.PERFORMANCE: gettext_lazy("Performance"),
}
NO_ANSWER = gettext_noop("The server has no answer to this.")
TELLING = (Unreachable, TimedOut, TokenRefused, NotConnected, Forbidden, RateLimited)  # not the server's own failures


@dataclass(frozen=True, slots=True)
class Section:
    """A part as the page shows it, without anything secret; `part` is None if the server does not tell."""

    title: Promise
    milliseconds: int
    part: ServerPart | None = None
    raw: str = ""  # the whole answer, if it is known, as indented JSON
    why: str = ""  # it does not tell; to be translated

    @property
    def more(self) -> int:
        """Items that only the raw answer has."""
        return len(self.part.items) - MOST if self.part and len(self.part.items) > MOST else 0


@require_GET
@administrator_required
async def show(request: Request) -> HttpResponse:
    client = client_for(request.user)
    kinds = client.capabilities.server
    if not kinds:
        raise Http404
    await audit.record(request, Action.SERVER_VIEWED)
    reports = await asyncio.gather(*(report(kind, client.server_part(kind)) for kind in kinds))
    if all(isinstance(each.error, NotConnected) for each in reports):
        raise NotConnected
    sections = await sync_to_async(_sections, thread_sensitive=False)(reports)
    answered = sum(section.part is not None for section in sections)
    context = {"sections": sections, "answered": answered, "failing": len(sections) - answered, "most": MOST}
    return render(request, "server/show.html", context)


def _sections(reports: Sequence[Report[ServerPart]]) -> list[Section]:
    """For a thread of its own: a server may have much to tell."""
    return [_section(each) for each in reports]


def _section(found: Report[ServerPart]) -> Section:
    title = TITLES[PartKind(found.subject)]
    if found.answer is None:
        why = found.error.sentence if isinstance(found.error, TELLING) else NO_ANSWER
        return Section(title, found.milliseconds, why=why)
    part = _without_secrets(found.answer)
    raw = json.dumps(part.raw, indent=2, ensure_ascii=False, default=str) if part.raw is not None else ""
    return Section(title, found.milliseconds, part, raw)


def _without_secrets(part: ServerPart) -> ServerPart:
    items = [ServerItem(redacted(item.name), redacted(item.description), redacted(item.facts)) for item in part.items]
    return replace(part, facts=redacted(part.facts), items=tuple(items), raw=redacted(part.raw))
