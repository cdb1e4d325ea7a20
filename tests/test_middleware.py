"""What every request and response goes through, seen through views made for it."""

import gzip
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.sync import SyncToAsync
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.test import AsyncClient
from django.urls import path

from webchat.models import User
from webchat.upstream.errors import RateLimited, Unavailable
from webchat.urls import urlpatterns as real_urlpatterns

HTMX = {"hx-request": "true"}


@login_not_required
async def public(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("public")


async def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string("for {{ user }} {{ csp_nonce }}").render({}, request))


@login_not_required
async def cached(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Cache-Control": "public, max-age=60"})


@login_not_required
async def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.FILES)} files")


@login_not_required
async def busy(_request: HttpRequest) -> HttpResponse:
    raise RateLimited("the question was about a salary", retry_after=2.1)


@login_not_required
async def down(_request: HttpRequest) -> HttpResponse:
    raise Unavailable


@login_not_required
async def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
async def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@login_not_required
async def long(request: HttpRequest) -> HttpResponse:
    return HttpResponse("word " * int(request.GET["words"]))


@login_not_required
async def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    async def pieces() -> AsyncIterator[str]:
        for _ in range(1000):
            yield "word "

    return StreamingHttpResponse(pieces())


VIEWS = (public, private, cached, posted, busy, down, forbidden, broken, long, streamed)
urlpatterns = [*(path(f"{view.__name__}/", view) for view in VIEWS), *real_urlpatterns]
handler403 = "webchat.views.errors.forbidden"
handler404 = "webchat.views.errors.not_found"
handler500 = "webchat.views.errors.broken"


@pytest.fixture(autouse=True)
def these_views(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def visitor() -> AsyncClient:
    return AsyncClient(enforce_csrf_checks=True, raise_request_exception=False)


# --- headers ------------------------------------------------------------------------------------------------------

ANSWERS = [("/public/", 200), ("/private/", 302), ("/busy/", 429), ("/nowhere/", 404), ("/forbidden/", 403)]
ANSWERS += [("/broken/", 500)]


@pytest.mark.parametrize(("url", "status"), ANSWERS)
async def test_every_answer_tells_the_browser_what_not_to_do(visitor: AsyncClient, url: str, status: int):
    response = await visitor.get(url)
    assert response.status_code == status
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_a_page_has_a_fresh_nonce_each_time(visitor: AsyncClient, employee: User):
    await visitor.aforce_login(employee)
    nonces = []
    for _ in range(2):
        response = await visitor.get("/private/")
        nonces.append(response.text.split()[-1])
        assert f"'nonce-{nonces[-1]}'" in response["Content-Security-Policy"]
    assert nonces[0] != nonces[1]


async def test_plain_http_is_led_to_https(visitor: AsyncClient, settings: Any):
    settings.SECURE_SSL_REDIRECT = True
    response = await visitor.get("/public/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/public/")


async def test_no_cache_keeps_a_page(visitor: AsyncClient):
    response = await visitor.get("/public/")
    assert response["Cache-Control"] == "private, no-store"
    assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


async def test_a_view_may_decide_otherwise(visitor: AsyncClient):
    assert (await visitor.get("/cached/"))["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("words", [1_000, 100_000])
async def test_a_page_is_packed_for_a_browser_that_can_unpack_it(visitor: AsyncClient, words: int):
    response = await visitor.get(f"/long/?words={words}", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"].split(", ")
    assert gzip.decompress(response.content) == b"word " * words


async def test_no_packed_length_tells_what_is_in_a_page(visitor: AsyncClient):
    pages = [await visitor.get("/long/?words=1000", headers={"Accept-Encoding": "gzip"}) for _ in range(20)]
    assert len({page["Content-Length"] for page in pages}) > 1


async def test_a_browser_that_cannot_unpack_gets_a_page_as_it_is(visitor: AsyncClient):
    assert (await visitor.get("/long/?words=1000")).content == b"word " * 1_000


async def test_a_stream_is_not_packed(visitor: AsyncClient):
    response = await visitor.get("/streamed/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response


# --- who is asking ------------------------------------------------------------------------------------------------


async def test_a_view_knows_its_user_without_waiting(signed_in: AsyncClient):
    assert (await signed_in.get("/private/")).text.startswith("for Erin Employee")


async def test_whoever_is_not_signed_in_is_led_there_and_back(visitor: AsyncClient):
    response = await visitor.get("/private/?page=2")
    assert (response.status_code, response["Location"]) == (302, "/account/sign-in/?next=/private/%3Fpage%3D2")


async def test_htmx_leaves_for_the_sign_in_page_and_comes_back_to_the_page(visitor: AsyncClient):
    here = HTMX | {"hx-current-url": "http://testserver/chats/1/"}
    response = await visitor.get("/private/", headers=here)
    assert response["HX-Redirect"] == "/account/sign-in/?next=/chats/1/"
    assert response.content == b""


async def test_an_account_that_is_deactivated_is_out_at_once(signed_in: AsyncClient, employee: User):
    employee.is_active = False
    await employee.asave()
    assert (await signed_in.get("/private/")).status_code == 302


async def test_no_request_waits_for_a_thread_that_has_nothing_to_do(
    visitor: AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    taken: list[str] = []
    call = SyncToAsync.__call__

    async def recorded(self: Any, *args: Any, **kwargs: Any) -> Any:
        taken.append(getattr(self.func, "__qualname__", repr(self.func)))
        return await call(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", recorded)
    assert (await visitor.get("/public/")).status_code == 200
    assert [name for name in taken if "Middleware" in name] == []


# --- forms --------------------------------------------------------------------------------------------------------


async def token(visitor: AsyncClient) -> str:
    await visitor.get("/account/sign-in/")
    return visitor.cookies["csrf"].value


async def test_a_form_with_its_token_is_taken(visitor: AsyncClient):
    form = urlencode({"csrfmiddlewaretoken": await token(visitor)})
    response = await visitor.post("/posted/", form, content_type="application/x-www-form-urlencoded")
    assert response.text == "0 files"


async def test_an_upload_with_its_token_is_taken(visitor: AsyncClient):
    form = {"csrfmiddlewaretoken": await token(visitor), "file": SimpleUploadedFile("notes.txt", b"notes")}
    assert (await visitor.post("/posted/", form)).text == "1 files"


async def test_a_token_may_come_as_a_header(visitor: AsyncClient):
    assert (await visitor.post("/posted/", headers={"x-csrftoken": await token(visitor)})).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_form_without_its_token_has_expired(visitor: AsyncClient, headers: dict[str, str]):
    response = await visitor.post("/posted/", {}, headers=headers)
    assert response.status_code == 403
    assert "This form has expired." in response.text


async def test_a_form_of_another_site_is_refused(visitor: AsyncClient):
    form = {"csrfmiddlewaretoken": await token(visitor)}
    assert (await visitor.post("/posted/", form, headers={"origin": "https://evil.example"})).status_code == 403


# --- what goes wrong ----------------------------------------------------------------------------------------------


async def test_an_upstream_error_has_its_status_and_its_sentence(visitor: AsyncClient):
    response = await visitor.get("/down/")
    assert response.status_code == 503
    assert "The assistant service is not answering." in response.text
    assert "</html>" in response.text


async def test_a_busy_upstream_says_when_to_come_back(visitor: AsyncClient):
    assert (await visitor.get("/busy/"))["Retry-After"] == "3"
    assert not (await visitor.get("/down/")).has_header("Retry-After")


@pytest.mark.parametrize(("url", "sentence"), [("/busy/", "Too many requests"), ("/nowhere/", "nothing at this")])
async def test_htmx_gets_a_fragment_of_an_error(visitor: AsyncClient, url: str, sentence: str):
    response = await visitor.get(url, headers=HTMX)
    assert sentence in response.text
    assert "</html>" not in response.text


async def test_the_log_tells_the_error_and_not_what_it_was_about(
    visitor: AsyncClient, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        response = await visitor.get("/busy/")
    assert "RateLimited" in caplog.text
    assert "salary" not in caplog.text + response.text


@pytest.mark.parametrize("url", ["/nowhere/", "/forbidden/", "/broken/"])
async def test_an_error_page_says_what_to_do(visitor: AsyncClient, url: str):
    response = await visitor.get(url)
    assert "<h1" in response.text
    assert response.templates[0].name == f"errors/{response.status_code}.html"
