"""What every template may name without a view handing it in."""

from django.conf import settings
from django.http import HttpRequest

from webchat import connection
from webchat.upstream.protocol import Capabilities


def brand(_request: HttpRequest) -> dict[str, str]:
    return {"brand": settings.BRAND}


def personal_tokens(_request: HttpRequest) -> dict[str, bool]:
    """Whether everybody connects an account of their own."""
    return {"personal_tokens": settings.PERSONAL_TOKENS}


def capabilities(_request: HttpRequest) -> dict[str, Capabilities]:
    """What the chat API can do: what it cannot is hidden."""
    return {"capabilities": connection.capabilities()}
