"""For administrators: what the chat applications say about themselves, and whether the chat API answers."""

import asyncio
import json
from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from webchat import audit
from webchat.connection import client_for
from webchat.diagnosis import diagnose
from webchat.models import Action
from webchat.requests import Request
from webchat.upstream.errors import TimedOut, UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import Application
from webchat.views.access import administrator_required

PATIENCE = 10  # seconds, for one application


@dataclass(frozen=True, slots=True)
class Report:
    """What one application says about itself, or why it says nothing."""

    id: str
    application: Application | None = None
    milliseconds: int = 0
    error: UpstreamError | None = None


@require_GET
@administrator_required
async def index(request: Request) -> HttpResponse:
    await audit.record(request, Action.APPLICATION_VIEWED)
    client = client_for(request.user)
    reports = await asyncio.gather(*(_ask(client, each) for each in settings.APPLICATIONS))
    failing = sum(report.error is not None for report in reports)
    counts = {"healthy": len(reports) - failing, "failing": failing}
    context = {"reports": reports, "supported": client.capabilities.applications, **counts}
    return render(request, "applications/index.html", context)


@require_GET
@administrator_required
async def show(request: Request, application_id: str) -> HttpResponse:
    if application_id not in settings.APPLICATIONS:
        raise Http404
    await audit.record(request, Action.APPLICATION_VIEWED, application_id)
    report = await _ask(client_for(request.user), application_id)
    raw = json.dumps(report.application.raw if report.application else {}, indent=2, ensure_ascii=False, default=str)
    status = report.error.status if report.error else 200
    return render(request, "applications/show.html", {"report": report, "raw": raw}, status=status)


@require_http_methods(["GET", "POST"])
@administrator_required
async def connection(request: Request) -> HttpResponse:
    """Whether the chat API can be used from here: asked only when an administrator says so."""
    is_check = request.method == "POST"
    await audit.record(request, Action.CONNECTION_CHECKED if is_check else Action.CONNECTION_VIEWED)
    findings = await diagnose(client_for(request.user)) if is_check else ()
    template = "applications/connection.html#findings" if request.htmx else "applications/connection.html"
    return render(request, template, {"findings": findings})


async def _ask(client: ChatClient, application_id: str) -> Report:
    began = monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            application = await client.application(application_id)
    except TimeoutError:
        return Report(application_id, error=TimedOut())
    except UpstreamError as error:
        return Report(application_id, error=error)
    return Report(application_id, application, milliseconds=round(1000 * (monotonic() - began)))
