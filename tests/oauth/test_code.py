"""The way of a browser to the provider and back."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from webchat.oauth.code import Attempt, authorization_url, code_of
from webchat.oauth.errors import Refused, Untrusted


def test_the_browser_takes_along_what_the_specifications_ask_for(provider, client):
    attempt = Attempt()
    url = authorization_url(provider, client, attempt, "openid email", nonce=attempt.nonce)
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "response_type": "code",
        "client_id": "web chat",
        "redirect_uri": "https://chat.example.com/back/",
        "scope": "openid email",
        "state": attempt.state,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        "nonce": attempt.nonce,
    }


def test_neither_the_verifier_nor_the_secret_goes_through_the_browser(provider, client):
    attempt = Attempt()
    url = authorization_url(provider, client, attempt, "openid")
    assert attempt.verifier not in url
    assert "s3cr" not in url


def test_a_query_that_the_endpoint_has_already_stays(provider, client):
    there = replace(provider, authorization_endpoint="https://login.example.com/?tenant=a")
    url = authorization_url(there, client, Attempt(), "openid")
    assert url.startswith("https://login.example.com/?tenant=a&response_type=code&")


def test_the_challenge_is_that_of_the_specification():
    """RFC 7636, appendix B."""
    attempt = Attempt(verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert attempt.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_no_two_attempts_are_alike_and_none_shows_its_secrets():
    one, other = Attempt(), Attempt()
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6
    assert one.verifier not in repr(one)


def test_a_code_comes_back(provider):
    assert code_of({"code": "c", "state": "s"}, provider) == "c"
    assert code_of({"code": "c", "iss": provider.issuer}, provider) == "c"


@pytest.mark.parametrize("named", ["https://evil.example", ""])
def test_an_answer_of_another_issuer_is_not_taken(provider, named):
    with pytest.raises(Untrusted, match="another issuer"):
        code_of({"code": "c", "iss": named}, provider)
    with pytest.raises(Untrusted, match="another issuer"):
        code_of({"error": "access_denied", "iss": named}, provider)


def test_a_provider_that_names_itself_must_do_so(provider):
    with pytest.raises(Untrusted, match="another issuer"):
        code_of({"code": "c"}, replace(provider, names_itself=True))


def test_a_refusal_comes_back(provider):
    with pytest.raises(Refused) as caught:
        code_of({"error": "access_denied", "error_description": "<b>", "code": "c"}, provider)
    assert caught.value.code == "access_denied"


@pytest.mark.parametrize("answer", [{}, {"code": ""}])
def test_neither_is_an_answer_that_cannot_be_trusted(provider, answer):
    with pytest.raises(Untrusted, match="no code"):
        code_of(answer, provider)
