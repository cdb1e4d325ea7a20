"""What every answer tells the browser: pages, fragments, streams, redirects, errors, and what the door answers."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from django.test import AsyncClient

from tests.hostile.conftest import WHO, Owned
from tests.hostile.test_access import RULES, address, patterns
from webchat import asgi, headers

HTMX = {"HX-Request": "true"}
OPEN_TO_CACHES = {"/manifest.webmanifest"}


def parsed(policy: str) -> dict[str, list[str]]:
    directives = [part.split() for part in policy.split(";")]
    return {name: values for name, *values in directives}


def lacks(answer: Mapping[str, str]) -> Iterator[str]:
    """What a browser would not be told."""
    for name, value in headers.COMMON.items():
        if answer.get(name) != value:
            yield name
    policy = parsed(answer.get("Content-Security-Policy", "none"))
    if policy.get("default-src") != ["'none'"] or policy.get("frame-ancestors") != ["'none'"]:
        yield "Content-Security-Policy"
    if policy.get("base-uri") != ["'none'"] or policy.get("form-action") not in (["'self'"], ["'none'"]):
        yield "base-uri or form-action"
    if any(part.startswith(("'unsafe", "*", "data:", "http", "blob:")) for each in policy.values() for part in each):
        yield "a policy without holes"
    if "sandbox" not in policy and policy.get("require-trusted-types-for") != ["'script'"]:
        yield "Trusted Types"
    if "Content-Security-Policy-Report-Only" in answer:
        yield "a policy that is enforced"


def lacks_privacy(answer: Mapping[str, str]) -> Iterator[str]:
    if answer.get("Cache-Control") != "private, no-store":
        yield "no-store"
    if not {"Cookie", "HX-Request"} <= set(answer.get("Vary", "").split(", ")):
        yield "Vary"


async def test_every_answer_of_every_url_is_guarded_and_private(owned: Owned, everybody: dict[str, AsyncClient]):
    """Twice 800 or so: each URL, each method, each person, with htmx and without."""
    lacking = []
    for name, pattern in patterns().items():
        url = address(pattern, owned)
        for method in RULES[name].keys() | {"PUT"}:
            for who in reversed(WHO):
                for extra in ({}, HTMX):
                    response = await getattr(everybody[who], method.lower())(url, headers=extra)
                    found = [*lacks(response), *([] if url in OPEN_TO_CACHES else lacks_privacy(response))]
                    if response.get("Permissions-Policy") != headers.PERMISSIONS_POLICY:
                        found.append("Permissions-Policy")
                    lacking += [f"{method} {name} by {who}, {response.status_code}: {each}" for each in found]
    assert lacking == []


@pytest.mark.parametrize("who", ["owner", "anonymous"])
@pytest.mark.parametrize(
    ("url", "extra", "status"),
    [
        ("/nowhere/", {}, 404),
        ("/chats/%00/", {}, 404),
        ("/account/sign-in/", {"Host": "evil.example"}, 400),
        ("/healthz", {"Host": "evil.example"}, 200),
    ],
)
async def test_an_answer_that_comes_before_any_view_is_guarded_too(
    everybody: dict[str, AsyncClient], url: str, extra: dict[str, str], status: int, who: str
):
    response = await everybody[who].get(url, headers=extra)
    assert response.status_code == status
    assert [*lacks(response), *lacks_privacy(response)] == []


async def test_what_leads_to_https_is_guarded_too(everybody: dict[str, AsyncClient], settings: object):
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    response = await everybody["owner"].get("/")
    assert response.status_code == 301
    assert [*lacks(response), *lacks_privacy(response)] == []


async def test_a_form_without_its_token_is_refused_with_all_of_it(owned: Owned):
    response = await AsyncClient(enforce_csrf_checks=True).post("/messages/", {"prompt": "x"})
    assert response.status_code == 403
    assert [*lacks(response), *lacks_privacy(response)] == []


@pytest.mark.parametrize("name", [name for name, rules in RULES.items() if "POST" in rules])
async def test_no_form_is_taken_without_its_token(owned: Owned, employee: object, name: str):
    browser = AsyncClient(enforce_csrf_checks=True)
    await browser.aforce_login(employee)  # type: ignore[arg-type]
    url, rule = address(patterns()[name], owned), RULES[name]["POST"]
    assert (await browser.post(url, rule.form)).status_code == 403
    assert (await browser.post(url, rule.form, headers=HTMX)).status_code == 403
    assert (await browser.post(url, rule.form, headers={"X-CSRFToken": "a" * 32})).status_code == 403


def test_a_page_may_run_what_carries_its_nonce_and_nothing_else(settings: object):
    policy = settings.SECURE_CSP  # type: ignore[attr-defined]
    assert [str(each) for each in policy["script-src"]] == ["<CSP_NONCE_SENTINEL>"]
    assert "worker-src" not in policy
    assert "frame-src" not in policy
    assert "object-src" not in policy  # each falls back to default-src, which is nothing


async def test_a_page_without_scripts_may_run_none(everybody: dict[str, AsyncClient]):
    policy = parsed((await everybody["anonymous"].get("/account/sign-in/"))["Content-Security-Policy"])
    assert "script-src" not in policy


def test_what_the_door_answers_itself_is_guarded_too(asgi_server: str):
    with httpx.Client(trust_env=False, base_url=asgi_server) as client:
        too_large = client.post("/messages/", content=b"x" * (asgi.FORM + 1))
        static = client.get("/static/icons/favicon.svg")
    assert too_large.status_code == 413
    assert static.status_code == 200
    for answer in (too_large, static):
        assert list(lacks(answer.headers)) == []
        assert "sandbox" in answer.headers["content-security-policy"]
    assert too_large.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("onward", ["/chats/", "/chats/?q=a#b", "/"])
async def test_signing_in_leads_to_the_page_that_was_wanted(everybody: dict[str, AsyncClient], onward: str):
    assert await after_signing_in(everybody["anonymous"], onward) == onward


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/", "//evil.example/", "///evil.example/", "////evil.example", "/\\evil.example/",
        "\\\\evil.example", "/\t/evil.example/", "\t//evil.example", "/\n/evil.example", " //evil.example/",
        "http:evil.example", "https:/evil.example", "https:///evil.example", "http://testserver@evil.example/",
        "http://testserver.evil.example/", "http://evil.example#testserver", "http://evil.example\\@testserver/",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "\x01javascript:alert(1)",
        "//evil.example\x00/", "http://[::1", "http://testserver:99999999/", "ftp://testserver/",
        "//\u3002evil.example", "https://evil\u3002example/", "/%09/evil.example\r\nSet-Cookie: a=b", "x" * 20_000,
    ],
)  # fmt: skip
async def test_signing_in_leads_to_no_other_host(everybody: dict[str, AsyncClient], onward: str):
    went = await after_signing_in(everybody["anonymous"], onward)
    response = httpx.URL("http://testserver/").join(went)
    assert response.host == "testserver"
    assert response.scheme == "http"
    assert "\r" not in went
    assert "\n" not in went


async def after_signing_in(browser: AsyncClient, onward: str) -> str:
    form = {"email": "erin@example.com", "password": "correct horse battery staple", "next": onward}
    response = await browser.post("/account/sign-in/", form)
    assert response.status_code == 302
    return response["Location"]
