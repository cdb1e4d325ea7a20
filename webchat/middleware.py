"""What happens to every request and response, whatever its view.

Django calls the hooks of its own middleware in a thread each, because they might wait for something. Most do not, and
under ASGI those threads cost three times the request itself. The subclasses here run the same hooks on the event loop
and take a thread only where there is something to wait for: a database, a file, the body of an upload.
"""

import logging
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions import middleware as session_middleware
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware import clickjacking, common, csp, csrf, gzip, locale, security
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect

from webchat import headers
from webchat.accounts import sessions
from webchat.requests import AnyRequest, page_of
from webchat.upstream.errors import NotConnected, RateLimited, UpstreamError
from webchat.views.errors import not_connected, notice, session_ended

logger = logging.getLogger(__name__)

LONG = 32 * 1024  # bytes that take a millisecond to pack
ASKED_BY_ITSELF = {"replies"}  # views that an open page asks now and then, whether or not somebody sits before it


class OnTheLoop(MiddlewareMixin):
    """Mixed in before a middleware whose hooks wait for nothing."""

    sync_capable = False
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        before = getattr(self, "process_request", None)
        after = getattr(self, "process_response", None)
        early: HttpResponseBase | None = before(request) if before else None
        response: HttpResponseBase = early or await self.get_response(request)
        return after(request, response) if after else response


class GZipMiddleware(OnTheLoop, gzip.GZipMiddleware):
    """Packs what is sent whole, to a quarter of its size; what is long, in a thread. What is streamed stays as it is: a
    packer holds the pieces back.

    What somebody else can put into a page, as a search or an address, tells by its packed length what else is in it
    (BREACH). Django makes each answer longer by up to 100 bytes, at random, and our tokens differ in every answer."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        response = await self.get_response(request)
        if not isinstance(response, HttpResponse):
            return response
        if len(response.content) > LONG:
            return await sync_to_async(self.process_response, thread_sensitive=False)(request, response)
        return self.process_response(request, response)


class ContentSecurityPolicyMiddleware(OnTheLoop, csp.ContentSecurityPolicyMiddleware):
    pass


class SecurityMiddleware(OnTheLoop, security.SecurityMiddleware):
    pass


class XFrameOptionsMiddleware(OnTheLoop, clickjacking.XFrameOptionsMiddleware):
    pass


class LocaleMiddleware(OnTheLoop, locale.LocaleMiddleware):
    """The language the browser asks for, until it is known whose browser it is."""

    def __init__(self, get_response: Callable[..., Any]) -> None:
        super().__init__(get_response)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):  # read from the disk now, not in the middle of the first request
                translation.gettext("")


class CommonMiddleware(OnTheLoop, common.CommonMiddleware):
    """Refuses host names that are not ours, except from whoever watches the process: that one asks by address."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in settings.PROBES else super().process_request(request)


class PrivatePageMiddleware(OnTheLoop):
    """No page is kept by a cache: it belongs to one person, and a fragment of it is not the whole of it. Comes first,
    so that also what another middleware answers says so."""

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", headers.PERMISSIONS_POLICY)
        for name, value in headers.COMMON.items():
            response.headers.setdefault(name, value)
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response


class SessionMiddleware(OnTheLoop, session_middleware.SessionMiddleware):
    """Takes a thread only for a session that is to be saved."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.user_agent = request.headers.get("User-Agent", "")  # type: ignore[attr-defined]

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        self.process_request(request)
        response = cast(HttpResponse, await self.get_response(request))
        if request.session.modified:
            return await sync_to_async(self.process_response)(request, response)
        return self.process_response(request, response)


class CsrfViewMiddleware(OnTheLoop, csrf.CsrfViewMiddleware):
    """Takes a thread only for an upload: to find the token its whole body is read and parsed."""

    async def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:  # type: ignore[override]
        check = super().process_view
        if request.content_type == "multipart/form-data":
            return await sync_to_async(check, thread_sensitive=False)(request, *view)
        return check(request, *view)


class AuthenticationMiddleware(OnTheLoop, auth.AuthenticationMiddleware):
    """Reads session and user once, in one thread, so that views and templates may simply say `request.user`."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        self.process_request(request)
        stranger = request.session.session_key is None
        user = AnonymousUser() if stranger else await sync_to_async(get_user)(request)
        request.user = user
        request._acached_user = user  # type: ignore[attr-defined]  # noqa: SLF001 - where request.auser() looks first
        response = await self.get_response(request)
        is_by_itself = request.resolver_match is not None and request.resolver_match.view_name in ASKED_BY_ITSELF
        if request.session.session_key and user.is_authenticated and not is_by_itself:
            sessions.note_use(request.session.session_key)
        return response


class ChosenLanguageMiddleware(OnTheLoop):
    """The language somebody has chosen for themselves, wherever they sign in."""

    def process_request(self, request: AnyRequest) -> None:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)


class LoginRequiredMiddleware(OnTheLoop, auth.LoginRequiredMiddleware):
    """Every view is for people who are signed in, unless it says `@login_not_required`."""

    async def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:  # type: ignore[override]
        return super().process_view(request, *view)

    def handle_no_permission(  # type: ignore[override]
        self, request: AnyRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if not request.htmx:
            # What was posted is told back: after signing in, there is no way to post it again.
            return session_ended(request) if request.POST else super().handle_no_permission(request, view_func)
        # htmx would put the sign-in page into the middle of the page that asked, and come back to a fragment.
        page = page_of(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
        response = HttpResponseClientRedirect(redirect_to_login(page).url)
        response.status_code = 401  # htmx goes where it is told all the same; a stream taken up again gives up
        return response


class UpstreamErrorMiddleware(OnTheLoop):
    """An error of the chat API that a view let pass becomes its own status, with a page or a fragment."""

    def process_exception(self, request: AnyRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UpstreamError):
            return None
        # Neither what was asked nor what was answered: a log is read by more people than a chat.
        view = request.resolver_match.view_name if request.resolver_match else ""
        logger.warning("%s in %s", type(exception).__name__, view)
        logger.debug("%s", exception.detail)
        if request.htmx:
            response = notice(request, exception)
        elif isinstance(exception, NotConnected):
            response = not_connected(request)
        else:
            response = render(request, "errors/upstream.html", {"error": exception}, status=exception.status)
        if isinstance(exception, RateLimited) and exception.retry_after is not None:
            response.headers["Retry-After"] = str(ceil(exception.retry_after))
        return response
