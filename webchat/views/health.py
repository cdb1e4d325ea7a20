"""For whoever watches the process: alive (do not restart it), ready (send it requests)."""

import asyncio
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

PATIENCE = 2  # seconds for the upstream to accept a connection


@login_not_required
@require_safe
async def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
async def ready(_request: HttpRequest) -> HttpResponse:
    database, upstream = await asyncio.gather(sync_to_async(_database_answers)(), _upstream_accepts())
    return JsonResponse({"database": database, "upstream": upstream}, status=200 if database and upstream else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


async def _upstream_accepts() -> bool:
    """A bare connection: it needs no token and uses up none of the upstream's rate."""
    url = urlsplit(settings.UPSTREAM_URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        async with asyncio.timeout(PATIENCE):
            _reader, writer = await asyncio.open_connection(url.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
