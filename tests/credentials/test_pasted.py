"""A token that somebody pastes: tried before it is kept, and never seen again."""

import pytest

from tests.credentials.browser import Browser
from webchat import connection
from webchat.models import Credential
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.grants import ACCESS, Grant

PAGE = "/account/credential/"


@pytest.fixture(autouse=True)
def pasted(sandbox: Backend, settings):
    settings.CREDENTIAL_KIND = "personal-token"


@pytest.fixture
def token(sandbox: Backend, employee) -> str:
    return sandbox.grants.add_token(ACCESS, Grant(employee.email, "", "pasted"))


def test_a_token_that_is_accepted_is_kept(erin: Browser, token: str):
    assert erin.get("/chats/").headers["location"].startswith(PAGE)
    answer = erin.post(PAGE, token=f"  {token}\n", next="/chats/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/chats/")
    assert erin.get("/chats/").status_code == 200
    page = erin.get(PAGE).text
    assert "Connected to the assistant since" in page
    assert "Replace the token" in page
    assert token not in erin.seen


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("", "Paste your token first."),
        ("two words", "A token has no spaces in it."),
        ("caf\xe9", "A token has no spaces in it."),
        ("x" * 8193, "at most 8192"),
        ("planted-but-unknown", "The assistant did not accept this token."),
        ("nobody-has-it", "The assistant did not accept this token."),  # a global one: it would act as anybody
    ],
)
def test_a_token_that_is_not_accepted_is_neither_kept_nor_shown(erin: Browser, wrong: str, words: str):
    answer = erin.post(PAGE, token=wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'type="password"' in answer.text
    assert not Credential.objects.exists()
    if len(wrong) > 8:
        assert wrong not in answer.text


def test_a_chat_api_that_is_away_says_nothing_about_the_token(erin: Browser, token: str, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    connection._config.cache_clear()
    answer = erin.post(PAGE, token=token)
    assert answer.status_code == 502
    assert "The assistant service cannot be reached." in answer.text
    assert not Credential.objects.exists()


def test_one_may_be_replaced_by_another(erin: Browser, token: str, sandbox: Backend):
    erin.post(PAGE, token=token)
    before = Credential.objects.get().sealed
    assert 'name="token"' in erin.get(f"{PAGE}?replace").text
    assert erin.post(PAGE, token="wrong-one").status_code == 422
    assert Credential.objects.get().sealed == before, "a wrong one takes nothing away"
    other = sandbox.grants.add_token(ACCESS, Grant(erin.user.email, "", "other"))
    assert erin.post(PAGE, token=other).status_code == 302
    assert Credential.objects.get().sealed != before


def test_it_can_be_removed(erin: Browser, token: str, sandbox: Backend):
    erin.post(PAGE, token=token)
    erin.disconnect()
    assert not Credential.objects.exists()
    assert sandbox.grants.count(ACCESS) == 1, "it is its owner's to end, upstream"


def test_one_that_is_refused_later_ends_the_connection(erin: Browser, token: str, sandbox: Backend):
    erin.post(PAGE, token=token)
    sandbox.grants.end("pasted")
    assert erin.get("/chats/").headers["location"].startswith(PAGE)
    page = erin.get(PAGE).text
    assert "Your connection to the assistant has ended" in page
    assert "Connect again to keep asking." in page


def test_there_is_no_way_to_an_authorization_server(erin: Browser):
    assert erin.get("/account/credential/leave/").status_code == 404
    assert erin.get("/account/credential/back/?state=x").status_code == 404
