"""What a provider says of itself."""

import pytest

from tests.upstream.server import said_json
from webchat.oauth.errors import Untrusted
from webchat.oauth.provider import discover, oauth_metadata, openid_metadata


def metadata(issuer, **more):
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        **more,
    }


async def discovered(http, server, **more):
    server.says(said_json(metadata(server.url, **more)))
    return await discover(http, openid_metadata(server.url), server.url)


async def test_its_endpoints_are_found(http, server):
    provider = await discovered(http, server, jwks_uri="https://keys.example.com/")
    assert server.asked[0].target == "/.well-known/openid-configuration"
    assert provider.token_endpoint == f"{server.url}/token"
    assert provider.jwks_uri == "https://keys.example.com/"
    assert provider.userinfo_endpoint == ""


@pytest.mark.parametrize(
    "change", [lambda issuer: f"{issuer}/", str.upper, lambda issuer: "https://evil.example", lambda issuer: [issuer]]
)
async def test_another_issuer_is_not_taken_however_alike(http, server, change):
    server.says(said_json(metadata(server.url) | {"issuer": change(server.url)}))
    with pytest.raises(Untrusted, match="another issuer"):
        await discover(http, openid_metadata(server.url), server.url)


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example/token",
        "https://user@evil.example/",
        "ftp://127.0.0.1/",
        "https://",
        "https://[",
        "//127.0.0.1/",
        "javascript:alert(1)",
        5,
        ["https://a.example/"],
    ],
)
async def test_an_endpoint_that_is_not_encrypted_is_not_taken(http, server, address):
    with pytest.raises(Untrusted, match="token_endpoint"):
        await discovered(http, server, token_endpoint=address)


async def test_what_is_encrypted_does_not_lead_to_this_machine(http, server):
    issuer = "https://login.example.com"
    server.says(said_json(metadata(issuer, token_endpoint="http://127.0.0.1/token")))
    with pytest.raises(Untrusted, match="token_endpoint"):
        await discover(http, server.url, issuer)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
async def test_nothing_can_be_done_without_the_two_endpoints(http, server, name):
    with pytest.raises(Untrusted, match="missing"):
        await discovered(http, server, **{name: None})


@pytest.mark.parametrize(("methods", "taken"), [(["plain", "S256"], True), (["plain"], False), ("S256", False)])
async def test_a_provider_that_speaks_of_pkce_must_know_s256(http, server, methods, taken):
    if taken:
        assert await discovered(http, server, code_challenge_methods_supported=methods)
    else:
        with pytest.raises(Untrusted, match="S256"):
            await discovered(http, server, code_challenge_methods_supported=methods)


@pytest.mark.parametrize(
    ("more", "basic"),
    [
        ({}, True),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]}, True),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, False),
    ],
)
async def test_it_says_how_it_wants_the_secret(http, server, more, basic):
    assert (await discovered(http, server, **more)).takes_basic is basic


def test_its_metadata_lie_where_the_specifications_say():
    assert openid_metadata("https://a.example/b/") == "https://a.example/b/.well-known/openid-configuration"
    assert oauth_metadata("https://a.example/b/") == "https://a.example/.well-known/oauth-authorization-server/b"
    assert oauth_metadata("https://a.example") == "https://a.example/.well-known/oauth-authorization-server"
