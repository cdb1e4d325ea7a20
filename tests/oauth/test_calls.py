"""What a provider may answer with, and what becomes of everything else."""

import asyncio

import pytest

from tests.upstream.server import Ending, Said, said_json
from webchat.oauth import calls
from webchat.oauth.calls import fetch
from webchat.oauth.errors import OAuthError, Refused, Unanswered, Untrusted
from webchat.upstream.http import Request


def get(server):
    return Request(method="GET", url=f"{server.url}/somewhere")


async def test_a_json_object_is_taken(http, server):
    server.says(said_json({"a": 1}))
    assert await fetch(http, get(server)) == {"a": 1}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'"{}"', b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
async def test_anything_else_is_not(http, server, body):
    server.says(Said(body))
    with pytest.raises(Untrusted):
        await fetch(http, get(server))


async def test_a_huge_answer_is_not_read_to_its_end(http, server):
    server.says(Said([b" " * 2**16] * 17, ending=Ending.SILENCE))
    with pytest.raises(Untrusted):
        await fetch(http, get(server))


@pytest.mark.parametrize("ending", [Ending.CUT, Ending.HUNG_UP])
async def test_a_broken_connection_may_pass_by_itself(http, server, ending):
    server.says(Said(b"{", ending=ending))
    with pytest.raises(Unanswered):
        await fetch(http, get(server))


async def test_nobody_waits_for_an_answer_that_trickles(http, server, monkeypatch):
    monkeypatch.setattr(calls, "PATIENCE", 0.05)
    server.says(Said([b"{"], ending=Ending.SILENCE))
    with pytest.raises(Unanswered):
        await fetch(http, get(server))
    await asyncio.wait_for(server.left.wait(), 10)


async def test_no_redirect_is_followed(http, server):
    server.says(Said(status=302, headers={"Location": f"{server.url}/elsewhere"}), said_json({}))
    with pytest.raises(Untrusted):
        await fetch(http, get(server))
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_busy_provider_may_be_there_again_in_a_moment(http, server, status):
    server.says(said_json({"error": "server_error"}, status))
    with pytest.raises(Unanswered):
        await fetch(http, get(server))


async def test_a_refusal_says_why_in_a_word_of_the_specification(http, server):
    server.says(said_json({"error": "invalid_grant", "error_description": "<b>words</b>"}, 400))
    with pytest.raises(Refused) as caught:
        await fetch(http, get(server))
    assert caught.value.code == "invalid_grant"
    assert "words" not in str(caught.value)


@pytest.mark.parametrize("code", ["<script>", "a b", "Wort", "", None, {}, "a" * 61, "a\n"])
async def test_no_other_word_is_told(http, server, code):
    server.says(said_json({"error": code}, 400))
    with pytest.raises(Refused) as caught:
        await fetch(http, get(server))
    assert caught.value.code == "unknown"


@pytest.mark.parametrize("body", [b"", b"<html>Bad request", b'{"message": "no"}'])
async def test_a_refusal_that_says_nothing_cannot_be_trusted(http, server, body):
    server.says(Said(body, 400))
    with pytest.raises(Untrusted):
        await fetch(http, get(server))


async def test_no_error_repeats_what_the_provider_wrote(http, server):
    for said in (Said(b"secret words"), Said(b"secret words", 401), Said(b"secret words", 500)):
        server.says(said)
        with pytest.raises(OAuthError) as caught:
            await fetch(http, get(server))
        assert "secret" not in caught.value.detail
