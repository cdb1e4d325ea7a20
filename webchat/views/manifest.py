"""What a phone asks before it puts the chat on its home screen. Pages are private: none is kept for offline use."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

BACKGROUND = "#ffffff"  # --bg in static/css/tokens.css, while the first page loads


@login_not_required
@require_safe
@cache_control(public=True, max_age=24 * 3600)
async def manifest(_request: HttpRequest) -> JsonResponse:
    facts = {
        "name": settings.BRAND,
        "short_name": settings.BRAND,
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": [
            _icon("favicon.svg", "any", "any", "image/svg+xml"),
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str = "any", kind: str = "image/png") -> dict[str, str]:
    return {"src": static(f"icons/{name}"), "sizes": sizes, "type": kind, "purpose": purpose}
