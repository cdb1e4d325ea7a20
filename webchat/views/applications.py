"""For administrators: what the chat applications say about themselves, and whether the chat API answers."""

import asyncio
import json

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from webchat import audit
from webchat.connection import client_for
from webchat.diagnosis import diagnose
from webchat.models import Action
from webchat.redaction import redacted
from webchat.requests import Request
from webchat.views.access import administrator_required
from webchat.views.reports import report


@require_GET
@administrator_required
async def index(request: Request) -> HttpResponse:
    """Where a chat API has no applications, the pages for administrators begin with its server."""
    client = client_for(request.user)
    if client.capabilities.server and not client.capabilities.applications:
        return redirect("server")
    await audit.record(request, Action.APPLICATION_VIEWED)
    reports = await asyncio.gather(*(report(each, client.application(each)) for each in settings.APPLICATIONS))
    failing = sum(each.error is not None for each in reports)
    counts = {"healthy": len(reports) - failing, "failing": failing}
    context = {"reports": reports, "capabilities": client.capabilities, **counts}
    return render(request, "applications/index.html", context)


@require_GET
@administrator_required
async def show(request: Request, application_id: str) -> HttpResponse:
    if application_id not in settings.APPLICATIONS:
        raise Http404
    await audit.record(request, Action.APPLICATION_VIEWED, application_id)
    found = await report(application_id, client_for(request.user).application(application_id))
    raw = json.dumps(redacted(found.answer.raw) if found.answer else {}, indent=2, ensure_ascii=False, default=str)
    status = found.error.status if found.error else 200
    return render(request, "applications/show.html", {"report": found, "raw": raw}, status=status)


@require_http_methods(["GET", "POST"])
@administrator_required
async def connection(request: Request) -> HttpResponse:
    """Whether the chat API can be used from here: asked only when an administrator says so."""
    is_check = request.method == "POST"
    await audit.record(request, Action.CONNECTION_CHECKED if is_check else Action.CONNECTION_VIEWED)
    findings = await diagnose(client_for(request.user)) if is_check else ()
    template = "applications/connection.html#findings" if request.htmx else "applications/connection.html"
    return render(request, template, {"findings": findings})
