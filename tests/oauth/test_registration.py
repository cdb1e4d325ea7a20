from dataclasses import replace

import pytest

from tests.upstream.server import said_json
from webchat.oauth.errors import Refused, Untrusted
from webchat.oauth.registration import register

BACK = "https://chat.example.com/back/"


@pytest.fixture
def open_provider(provider, server):
    return replace(provider, registration_endpoint=f"{server.url}/register")


async def test_we_become_a_public_client(http, server, open_provider):
    server.says(said_json({"client_id": "new", "client_secret": "unasked"}, status=201))
    client = await register(http, open_provider, name="Webchat", redirect_uri=BACK)
    assert (client.client_id, client.client_secret, client.redirect_uri) == ("new", "", BACK)
    assert server.asked[0].json == {
        "client_name": "Webchat",
        "redirect_uris": [BACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }


@pytest.mark.parametrize(
    "answer",
    [{}, {"client_id": ""}, {"client_id": 5}, {"client_id": "a", "token_endpoint_auth_method": "client_secret_post"}],
)
async def test_what_makes_us_no_public_client_is_not_taken(http, server, open_provider, answer):
    server.says(said_json(answer, status=201))
    with pytest.raises(Untrusted):
        await register(http, open_provider, name="Webchat", redirect_uri=BACK)


async def test_a_server_may_refuse(http, server, open_provider):
    server.says(said_json({"error": "invalid_redirect_uri"}, status=403))
    with pytest.raises(Refused) as caught:
        await register(http, open_provider, name="Webchat", redirect_uri=BACK)
    assert caught.value.code == "invalid_redirect_uri"
