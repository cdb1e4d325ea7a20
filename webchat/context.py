"""What every template may name without a view handing it in."""

from django.conf import settings
from django.http import HttpRequest


def theme(request: HttpRequest) -> dict[str, str]:
    """Nobody is known yet where something goes wrong early, such as a wrong host name."""
    return {"theme": getattr(getattr(request, "user", None), "theme", "")}


def brand(_request: HttpRequest) -> dict[str, str]:
    return {"brand": settings.BRAND}
