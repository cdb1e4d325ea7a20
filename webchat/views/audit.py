"""For administrators: the audit trail as a page and as a file."""

import csv
import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from webchat import audit
from webchat.forms.audit import AuditForm
from webchat.models import Action, AuditEvent
from webchat.models.audit import AuditEvents
from webchat.requests import Request
from webchat.views.access import administrator_required

PAGE = 50  # events
BATCH = 500  # events of the file that are read at a time
COLUMNS = ("time", "action", "object", "outcome", "person", "address", "network")
FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # a spreadsheet would work it out, from its wide forms too


@require_GET
@administrator_required
async def index(request: Request) -> HttpResponse:
    """A page of it, newest first; what follows the event that `before` names."""
    await audit.record(request, Action.AUDIT_VIEWED)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    events = [each async for each in (await _from(form, request.GET.get("before", "")))[: PAGE + 1]]
    return _page(request, form, events)


async def _from(form: AuditForm, before: str) -> AuditEvents:
    if not before:
        return form.events()
    last = await AuditEvent.objects.filter(id=int(before)).afirst() if re.fullmatch(r"\d{1,18}", before) else None
    # One that is forgotten was the oldest: nothing follows it.
    return form.events().earlier_than(last) if last else form.events().none()


def _page(request: Request, form: AuditForm, events: list[AuditEvent] | None = None, status: int = 200) -> HttpResponse:
    shown = (events or [])[:PAGE]
    query = form.query()
    older = reverse("audit", query=query | {"before": str(shown[-1].id)}) if len(events or []) > PAGE else ""
    context = {
        "form": form,
        "events": shown,
        "older": older,
        "newest": reverse("audit", query=query) if "before" in request.GET else "",
        "file": reverse("audit_csv", query=query),
        "kept": timedelta(days=settings.AUDIT_DAYS),
    }
    return render(request, "audit/index.html", context, status=status)


@require_GET
@administrator_required
async def download(request: Request) -> HttpResponseBase:
    """All that match, as a table for another program."""
    await audit.record(request, Action.AUDIT_DOWNLOADED)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    name = f"audit-{timezone.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_file(form.events()), content_type="text/csv; charset=utf-8", headers=headers)


async def _file(wanted: AuditEvents) -> AsyncIterator[str]:
    """A batch at a time, each a question of its own: no connection is held for as long as somebody downloads."""
    yield _lines([COLUMNS])
    events = [each async for each in wanted[:BATCH]]
    while events:
        yield _lines(_row(event) for event in events)
        events = [each async for each in wanted.earlier_than(events[-1])[:BATCH]]


def _row(event: AuditEvent) -> tuple[object, ...]:
    at = event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return at, event.action, event.object_id, event.outcome, event.person_id or "", event.address, event.network


def _lines(rows: Iterable[Iterable[object]]) -> str:
    lines = StringIO()
    csv.writer(lines).writerows([_inert(str(cell)) for cell in row] for row in rows)
    return lines.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
