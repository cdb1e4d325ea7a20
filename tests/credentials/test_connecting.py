"""To the authorization server and back, over real HTTP."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.credentials.browser import Browser
from webchat.credentials import connecting, glean
from webchat.models import Action, AuditEvent, ConnectionAttempt, Credential, Outcome, RegisteredClient, User
from webchat.sandbox.backend import Backend
from webchat.secret import Secret


def with_query(address: str, **changed: str) -> str:
    parts = urlsplit(address)
    query = {name: text for name, text in (dict(parse_qsl(parts.query)) | changed).items() if text}
    return parts._replace(query=urlencode(query)).geturl()


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def records() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("action", "outcome"))


# --- there -------------------------------------------------------------------------------------------------------


def test_whoever_is_not_connected_is_led_to_the_page_to_connect(erin: Browser):
    answer = erin.get("/chats/c-1/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/account/credential/?next=%2Fchats%2Fc-1%2F")
    page = erin.get(answer.headers["location"]).text
    assert "Connect your account" in page
    assert 'href="/account/credential/leave/?next=/chats/c-1/"' in page


def test_the_way_there_has_everything_that_oauth_asks_for(erin: Browser, settings):
    query = query_of(erin.leave())
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert len(query["state"]) >= 43
    assert query["resource"] == settings.SANDBOX_URL
    assert query["scope"].split() == ["chat", "agents", "feedback", "offline_access"]
    assert query["redirect_uri"].endswith("/account/credential/back/")


def test_each_way_there_has_a_state_and_a_challenge_of_its_own(erin: Browser):
    first, second = query_of(erin.leave()), query_of(erin.leave())
    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]


def test_we_register_once(erin: Browser, browser_of: Callable[[User], Browser], stranger: User):
    ids = {query_of(browser.leave())["client_id"] for browser in (erin, erin, browser_of(stranger))}
    assert ids == {RegisteredClient.objects.get().client_id}


def test_a_client_that_is_configured_is_not_registered(erin: Browser, settings):
    settings.GLEAN_OAUTH_CLIENT_ID, settings.GLEAN_OAUTH_CLIENT_SECRET = "ours", Secret("s3cr3t")
    query = query_of(erin.leave())
    assert query["client_id"] == "ours"
    assert "s3cr3t" not in str(query)
    assert not RegisteredClient.objects.exists()


def test_nobody_is_sent_on_the_way_from_another_site(erin: Browser):
    answer = erin.get("/account/credential/leave/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["location"] == "/account/credential/"
    assert not ConnectionAttempt.objects.exists()


def test_the_verifier_and_the_state_lie_in_no_table_as_they_are(erin: Browser):
    state = query_of(erin.leave())["state"]
    row = ConnectionAttempt.objects.get()
    assert state not in f"{row.state} {row.session} {row.sealed}"


# --- and back ----------------------------------------------------------------------------------------------------


def test_connecting_leads_to_where_one_was(erin: Browser, sandbox: Backend):
    answer = erin.come_back(erin.allow(erin.leave("/chats/?q=tides")))
    assert (answer.status_code, answer.headers["location"]) == (302, "/chats/?q=tides")
    assert erin.get("/chats/").status_code == 200
    assert records() == [(Action.CONNECTED, Outcome.OK)]
    assert "Connected to the assistant since" in erin.get("/account/credential/").text


def test_the_way_leads_to_no_other_host(erin: Browser):
    answer = erin.come_back(erin.allow(erin.leave("https://evil.example/")))
    assert answer.headers["location"] == "/"


def refused(erin: Browser, answer, status: int, words: str) -> None:
    assert answer.status_code == status
    assert words in answer.text
    assert not Credential.objects.exists()
    assert erin.get("/chats/").status_code == 302, "not connected"
    assert records()[-1] == (Action.CONNECTED, Outcome.FAILED)


@pytest.mark.parametrize("state", ["", "another", "x" * 5000, "\0", "%00"])
def test_a_wrong_state_is_refused(erin: Browser, state: str):
    back = erin.allow(erin.leave())
    refused(erin, erin.come_back(with_query(back, state=state)), 400, "This was begun too long ago")
    assert ConnectionAttempt.objects.exists(), "who guesses ends nobody else's way"


def test_a_state_is_good_once(erin: Browser):
    back = erin.allow(erin.leave())
    erin.come_back(back)
    sealed = Credential.objects.get().sealed
    assert erin.come_back(back).status_code == 400
    assert Credential.objects.get().sealed == sealed


def test_a_state_that_is_old_is_refused(erin: Browser):
    back = erin.allow(erin.leave())
    ConnectionAttempt.objects.update(begun_at=timezone.now() - connecting.LASTS - timedelta(seconds=1))
    refused(erin, erin.come_back(back), 400, "This was begun too long ago")


def test_the_code_of_another_user_is_refused(erin: Browser, browser_of: Callable[[User], Browser], stranger: User):
    """Stig sends Erin the address he came back to: she would ask, and he would read it."""
    stig = browser_of(stranger)
    refused(erin, erin.come_back(stig.allow(stig.leave())), 400, "This was begun too long ago")


def test_the_code_of_another_user_is_refused_under_ones_own_state_too(
    erin: Browser, browser_of: Callable[[User], Browser], stranger: User
):
    stig = browser_of(stranger)
    code = query_of(stig.allow(stig.leave()))["code"]
    refused(erin, erin.come_back(with_query(erin.allow(erin.leave()), code=code)), 400, "This was begun too long ago")


def test_another_browser_of_the_same_user_cannot_end_the_way(
    erin: Browser, browser_of: Callable[[User], Browser], employee: User
):
    refused(erin, browser_of(employee).come_back(erin.allow(erin.leave())), 400, "in another browser")


@pytest.mark.parametrize("issuer", ["", "https://evil.example", "/"])
def test_an_answer_of_another_issuer_is_refused(erin: Browser, issuer: str):
    back = erin.allow(erin.leave())
    other = query_of(back)["iss"] + "/" if issuer == "/" else issuer
    refused(erin, erin.come_back(with_query(back, iss=other)), 502, "could not be connected")


def test_whoever_does_not_allow_it_is_told_so(erin: Browser):
    refused(erin, erin.come_back(erin.allow(erin.leave(), answer="deny")), 403, "You have not allowed it")


def test_an_answer_without_a_code_is_refused(erin: Browser):
    back = erin.allow(erin.leave())
    refused(erin, erin.come_back(with_query(back, code="")), 502, "could not be connected")


def test_what_the_server_says_is_in_no_page(erin: Browser):
    back = with_query(erin.allow(erin.leave(), answer="deny"), error="<b>x", error_description="<script>alert(1)")
    answer = erin.come_back(back)
    assert answer.status_code == 502
    assert "alert(1)" not in answer.text


def test_a_server_that_has_forgotten_us_knows_us_again_the_next_time(erin: Browser, sandbox: Backend):
    back = erin.allow(erin.leave())
    with sandbox.grants._transaction() as db:
        db.execute("DELETE FROM clients")
    assert erin.come_back(back).status_code == 502
    assert not RegisteredClient.objects.exists()
    assert erin.connect().status_code == 302


def test_a_server_that_is_away_is_said_to_be(erin: Browser, settings):
    glean._found.clear()
    settings.UPSTREAM_URL = "http://127.0.0.1:9"
    answer = erin.get("/account/credential/leave/")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


# --- disconnecting -----------------------------------------------------------------------------------------------


def test_disconnecting_ends_the_tokens_here_and_there(erin: Browser, sandbox: Backend):
    erin.connect()
    assert sandbox.grants.count("access") == sandbox.grants.count("refresh") == 1
    assert erin.disconnect().headers["location"] == "/account/credential/"
    assert not Credential.objects.exists()
    assert sandbox.grants.count("access") == sandbox.grants.count("refresh") == 0
    assert erin.get("/").headers["location"].startswith("/account/credential/")
    assert records()[-1] == (Action.DISCONNECTED, Outcome.OK)


def test_deleting_a_person_ends_the_tokens_here_and_there(erin: Browser, sandbox: Backend):
    erin.connect()
    call_command("delete_user", "erin@example.com", "--yes", stdout=StringIO())
    assert not Credential.objects.exists()
    assert sandbox.grants.count("access") == sandbox.grants.count("refresh") == 0
    assert erin.get("/").headers["location"].startswith("/account/sign-in/")


def test_disconnecting_twice_is_harmless(erin: Browser):
    erin.disconnect()
    assert erin.disconnect().status_code == 302


def test_connecting_again_ends_the_tokens_before(erin: Browser, sandbox: Backend):
    erin.connect()
    erin.connect()
    assert sandbox.grants.count("refresh") == 1
    assert erin.get("/chats/").status_code == 200


def test_a_message_that_cannot_be_sent_is_given_back(erin: Browser):
    answer = erin.post("/messages/", prompt="a long question", send_key="k" * 32)
    assert answer.status_code == 403
    assert "a long question" in answer.text
    assert 'href="/account/credential/"' in answer.text


def test_a_page_that_htmx_asked_for_leads_to_the_page_to_connect(erin: Browser):
    page = str(erin.ours.base_url.join("/chats/c-1/?from=here"))
    answer = erin.get("/chats/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (403, "#notice")
    assert 'href="/account/credential/?next=%2Fchats%2Fc-1%2F%3Ffrom%3Dhere"' in answer.text
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/"}
    assert 'href="/account/credential/"' in erin.get("/chats/", headers=elsewhere).text


def test_another_user_is_not_connected_by_it(erin: Browser, browser_of: Callable[[User], Browser], stranger: User):
    erin.connect()
    assert browser_of(stranger).get("/chats/").status_code == 302


def test_there_are_no_such_pages_where_nobody_has_a_token(erin: Browser, settings):
    settings.CREDENTIAL_KIND, settings.PERSONAL_TOKENS = "global", False
    for path in ("", "leave/", "back/?state=x"):
        assert erin.get(f"/account/credential/{path}").status_code == 404
    assert erin.disconnect().status_code == 404
