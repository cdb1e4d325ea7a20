"""A grant in exchange for tokens."""

from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from tests.upstream.server import Ending, Said, said_json
from webchat.oauth.code import Attempt
from webchat.oauth.errors import Refused, Unanswered, Untrusted
from webchat.oauth.tokens import Tokens, redeem, revoke

GIVEN = {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": "i", "refresh_token": "r"}


async def test_a_code_is_redeemed_with_its_verifier(http, server, provider, client):
    server.says(said_json(GIVEN | {"scope": "chat", "more": [1]}))
    tokens = await redeem(http, provider, client, Attempt(verifier="v"), "c+d")
    assert tokens == Tokens(access_token="a", id_token="i", refresh_token="r", scope="chat", expires_in=300)
    asked = server.asked[0]
    assert (asked.method, asked.target) == ("POST", "/token")
    assert dict(parse_qsl(asked.body.decode())) == {
        "grant_type": "authorization_code",
        "code": "c+d",
        "redirect_uri": "https://chat.example.com/back/",
        "code_verifier": "v",
    }


async def test_the_secret_goes_in_a_header(http, server, provider, client):
    server.says(said_json(GIVEN))
    await redeem(http, provider, client, Attempt(), "c")
    scheme, _, pair = server.asked[0].headers["authorization"].partition(" ")
    assert (scheme, b64decode(pair)) == ("Basic", b"web+chat:s3cr%3At%2F%2B")


async def test_or_in_the_form_for_a_provider_that_wants_it_there(http, server, provider, client):
    server.says(said_json(GIVEN))
    await redeem(http, replace(provider, takes_basic=False), client, Attempt(), "c")
    form = dict(parse_qsl(server.asked[0].body.decode()))
    assert (form["client_id"], form["client_secret"]) == ("web chat", "s3cr:t/+")
    assert "authorization" not in server.asked[0].headers


async def test_a_public_client_only_says_its_name(http, server, provider, client):
    server.says(said_json(GIVEN))
    await redeem(http, provider, replace(client, client_secret=""), Attempt(), "c")
    form = dict(parse_qsl(server.asked[0].body.decode()))
    assert form["client_id"] == "web chat"
    assert "client_secret" not in form
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("said", [Said(status=503), Said(ending=Ending.HUNG_UP), Said(b"{", ending=Ending.CUT)])
async def test_a_code_is_never_sent_twice(http, server, provider, client, said):
    server.says(said, said_json(GIVEN))
    with pytest.raises(Unanswered):
        await redeem(http, provider, client, Attempt(), "c")
    assert len(server.asked) == 1


async def test_a_refusal_says_why(http, server, provider, client):
    server.says(said_json({"error": "invalid_grant"}, 400))
    with pytest.raises(Refused, match="invalid_grant"):
        await redeem(http, provider, client, Attempt(), "c")


@pytest.mark.parametrize(
    "wrong",
    [{"access_token": None}, {"access_token": ""}, {"access_token": 5}, {"id_token": {}}, {"token_type": "mac"}],
)
async def test_an_answer_without_what_was_asked_for_cannot_be_trusted(http, server, provider, client, wrong):
    server.says(said_json(GIVEN | wrong))
    with pytest.raises(Untrusted):
        await redeem(http, provider, client, Attempt(), "c")


@pytest.mark.parametrize("said", ["300", 300])
async def test_it_is_said_how_long_a_token_lasts(http, server, provider, client, said):
    server.says(said_json(GIVEN | {"expires_in": said}))
    assert (await redeem(http, provider, client, Attempt(), "c")).expires_in == 300


@pytest.mark.parametrize("said", [None, -1, "soon", 1e400, True, 10**10])
async def test_or_it_is_not_known(http, server, provider, client, said):
    server.says(said_json(GIVEN | {"expires_in": said}))
    assert (await redeem(http, provider, client, Attempt(), "c")).expires_in is None


def test_no_token_is_shown():
    assert "s3cr3t" not in repr(Tokens(access_token="s3cr3t", refresh_token="s3cr3t", id_token="s3cr3t"))


async def test_a_token_is_revoked_where_that_is_possible(http, server, provider, client):
    server.says(Said())
    await revoke(http, provider, client, "old")
    assert server.asked == []
    await revoke(http, replace(provider, revocation_endpoint=f"{server.url}/revoke"), client, "old")
    assert (server.asked[0].target, server.asked[0].body) == ("/revoke", b"token=old")
