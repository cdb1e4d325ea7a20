import json

import pytest

from webchat.upstream.errors import AccessDenied, Forbidden, NotFound, RateLimited, SpendLimitReached, TokenRefused
from webchat.upstream.glean.refusals import glean_error, lookup_error
from webchat.upstream.refusals import Refusal


def error(status, body):
    return glean_error(Refusal(status, body if isinstance(body, bytes) else json.dumps(body).encode()))


def test_a_chat_of_somebody_else_says_whom_to_ask():
    denied = error(403, {"errorType": "PERMISSION_DENIED", "createdBy": {"name": "Ada"}, "requestableRoles": []})
    assert type(denied) is AccessDenied
    assert denied.owner == "Ada"


def test_an_owner_without_a_name_is_empty():
    assert error(403, {"errorType": "PERMISSION_DENIED", "createdBy": None}).owner == ""


@pytest.mark.parametrize("body", [{"code": "spend_limit_exceeded"}, {"error": {"code": "spend_limit_exceeded"}}])
def test_a_spending_limit_is_an_error_of_its_own(body):
    assert type(error(403, body)) is SpendLimitReached


@pytest.mark.parametrize(
    "body", [b"", b"no scope", b"[", b"[1]", b"null", b"\xff", {"errorType": 3}, {"error": "text"}]
)
def test_any_other_403_is_forbidden(body):
    assert type(error(403, body)) is Forbidden


@pytest.mark.parametrize("words", [b"Token has expired", b"Invalid Secret", b"Invalid identity"])
def test_a_401_is_a_refused_token_and_keeps_its_words_in_the_detail(words):
    refused = error(401, words)
    assert type(refused) is TokenRefused
    assert refused.detail == f"401 {words.decode()}"
    assert words.decode() not in refused.sentence + refused.advice


@pytest.mark.parametrize(("status", "ours"), [(404, NotFound), (429, RateLimited)])
def test_every_other_status_is_what_it_is_everywhere(status, ours):
    assert type(error(status, {"message": "no"})) is ours


def test_a_lookup_that_is_a_bad_request_has_an_id_of_nothing():
    assert type(lookup_error(Refusal(400, b"Chat not found"))) is NotFound


def test_a_lookup_is_refused_like_any_other_request():
    assert type(lookup_error(Refusal(401))) is TokenRefused
    assert type(lookup_error(Refusal(403, b'{"errorType": "PERMISSION_DENIED"}'))) is AccessDenied
