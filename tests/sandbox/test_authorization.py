"""webchat.sandbox.authorization: the server that gives people's tokens."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.client import TOKEN

VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "https://chat.example.com/back/"
ERIN = "erin@example.com"


@pytest.fixture
def browser(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture
def asked(browser: httpx.Client) -> dict[str, str]:
    """What a client sends somebody to the server with."""
    wanted = {"client_name": "<b>Chat</b>", "redirect_uris": [BACK]}
    return {
        "client_id": browser.post("/oauth/register", json=wanted).json()["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "chat offline_access",
        "state": "s&t",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }


def answered(browser: httpx.Client, asked: dict[str, str], answer: str = "allow") -> dict[str, str]:
    """What the browser brings back."""
    sent = browser.post("/oauth/authorize", data={**asked, "address": ERIN, "answer": answer})
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}


def redeemed(browser: httpx.Client, asked: dict[str, str], code: str, **changed: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, "redirect_uri": BACK}
    return browser.post("/oauth/token", data={**form, "client_id": asked["client_id"], **changed})


def refreshed(browser: httpx.Client, asked: dict[str, str], token: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": asked["client_id"]}
    return browser.post("/oauth/token", data=form)


@pytest.fixture
def tokens(browser: httpx.Client, asked: dict[str, str]) -> dict[str, str]:
    given: dict[str, str] = redeemed(browser, asked, answered(browser, asked)["code"]).json()
    return given


def chats(browser: httpx.Client, token: str, **headers: str) -> httpx.Response:
    return browser.post("/rest/api/v1/listchats", headers={"Authorization": f"Bearer {token}", **headers})


def test_it_says_where_it_is(browser: httpx.Client, url: str):
    resource = browser.get("/.well-known/oauth-protected-resource").json()
    assert resource == {"resource": url, "authorization_servers": [f"{url}/oauth"]}
    server = browser.get("/.well-known/oauth-authorization-server/oauth").json()
    assert (server["issuer"], server["token_endpoint"]) == (f"{url}/oauth", f"{url}/oauth/token")


def test_somebody_is_asked_and_the_client_is_named_as_text(browser: httpx.Client, asked: dict[str, str]):
    page = browser.get("/oauth/authorize", params=asked)
    assert "&lt;b&gt;Chat&lt;/b&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert re.search(r'name="state" value="s&amp;t"', page.text)


def test_a_token_asks_as_whoever_allowed_it(browser: httpx.Client, tokens: dict[str, str]):
    assert tokens["token_type"] == "Bearer"
    assert chats(browser, tokens["access_token"]).status_code == 200


def test_such_a_token_acts_as_nobody_else(browser: httpx.Client, tokens: dict[str, str]):
    answer = chats(browser, tokens["access_token"], **{"X-Glean-ActAs": "stig@example.com"})
    assert (answer.status_code, answer.text) == (400, "Header not allowed: X-Glean-ActAs\n")


def test_a_refresh_token_is_no_access_token(browser: httpx.Client, tokens: dict[str, str]):
    assert chats(browser, tokens["refresh_token"]).status_code == 401


def test_whoever_denies_it_gives_no_code(browser: httpx.Client, asked: dict[str, str], url: str):
    back = answered(browser, asked, "deny")
    assert back == {"error": "access_denied", "state": "s&t", "iss": f"{url}/oauth"}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"resource": "https://other.example"}, "invalid_target"),
    ],
)
def test_a_wrong_question_goes_back_with_its_error(browser, asked, changed: dict[str, str], error: str):
    sent = browser.get("/oauth/authorize", params=asked | changed)
    assert f"error={error}" in sent.headers["location"]


@pytest.mark.parametrize("changed", [{"redirect_uri": BACK + "x"}, {"client_id": "unknown"}])
def test_nobody_is_sent_to_an_address_that_is_not_registered(browser, asked, changed: dict[str, str]):
    assert browser.get("/oauth/authorize", params=asked | changed).status_code == 400


@pytest.mark.parametrize(
    "changed", [{"code_verifier": "w" * 43}, {"redirect_uri": BACK + "x"}, {"code": "unknown"}, {"code_verifier": ""}]
)
def test_a_code_is_good_for_its_own_attempt_only(browser, asked, changed: dict[str, str]):
    answer = redeemed(browser, asked, **{"code": answered(browser, asked)["code"], **changed})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_code_is_good_once(browser, asked):
    code = answered(browser, asked)["code"]
    assert redeemed(browser, asked, code).status_code == 200
    assert redeemed(browser, asked, code).json() == {"error": "invalid_grant"}


def test_a_refresh_token_is_good_once_and_a_second_use_ends_all(browser, asked, tokens: dict[str, str]):
    new = refreshed(browser, asked, tokens["refresh_token"]).json()
    assert chats(browser, new["access_token"]).status_code == 200
    assert refreshed(browser, asked, tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert chats(browser, new["access_token"]).status_code == 401
    assert refreshed(browser, asked, new["refresh_token"]).status_code == 400


def test_revoking_ends_all_that_came_from_one_consent(browser, asked, tokens: dict[str, str]):
    assert browser.post("/oauth/revoke", data={"token": tokens["refresh_token"]}).status_code == 200
    assert chats(browser, tokens["access_token"]).status_code == 401
    assert browser.post("/oauth/revoke", data={"token": "unknown"}).status_code == 200


@pytest.mark.parametrize("uris", [None, [], "https://a.example", [5], ["http://a.example/"], ["javascript:alert(1)"]])
def test_only_safe_addresses_can_be_registered(browser: httpx.Client, uris: object):
    assert browser.post("/oauth/register", json={"redirect_uris": uris}).status_code == 400


def test_a_token_to_paste_is_shown_once(browser: httpx.Client):
    page = browser.post("/tokens", data={"address": ERIN}).text
    token = re.search(r"<code>(\S+)</code>", page)
    assert token
    assert chats(browser, token[1]).status_code == 200
    assert token[1] not in browser.get("/tokens").text


def test_the_global_token_goes_on(browser: httpx.Client):
    assert chats(browser, TOKEN, **{"X-Glean-ActAs": ERIN}).status_code == 200
