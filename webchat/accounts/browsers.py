"""Browsers in which an account has signed in before. Tries from there are counted apart: whoever tries passwords from
elsewhere cannot keep its user out."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT = 365 * 24 * 3600  # seconds


def known(request: HttpRequest, email: str) -> str:
    """What this browser was named when this account signed in here; empty if it has not. The name is signed together
    with the address: nobody is known by the account of somebody else."""
    name = request.get_signed_cookie(settings.BROWSER_COOKIE_NAME, default=None, salt=_salt(email), max_age=KEPT)
    return name or ""


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    response.set_signed_cookie(
        settings.BROWSER_COOKIE_NAME,
        known(request, email) or secrets.token_urlsafe(16),
        salt=_salt(email),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _salt(email: str) -> str:
    return f"webchat.accounts.browsers {email}"
