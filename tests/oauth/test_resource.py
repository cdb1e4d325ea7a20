import pytest

from tests.upstream.server import Said, said_json
from webchat.oauth.errors import Untrusted
from webchat.oauth.resource import Resource, fetch_resource


async def test_an_api_says_who_gives_tokens_for_it(http, server):
    server.says(said_json({"resource": server.url, "authorization_servers": [f"{server.url}/oauth"]}))
    assert await fetch_resource(http, server.url) == Resource(server.url, (f"{server.url}/oauth",))
    assert server.asked[0].target == "/.well-known/oauth-protected-resource"


async def test_an_origin_may_end_with_a_slash_and_is_then_named_so(http, server):
    server.says(said_json({"resource": f"{server.url}/", "authorization_servers": []}))
    assert (await fetch_resource(http, server.url)).identifier == f"{server.url}/"


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"resource": "https://evil.example", "authorization_servers": []},
        {"resource": "SELF/rest", "authorization_servers": []},
        {"resource": "SELF"},
        {"resource": "SELF", "authorization_servers": "https://acme.example"},
        {"resource": "SELF", "authorization_servers": [None]},
    ],
)
async def test_what_is_said_of_another_or_is_nothing_is_not_believed(http, server, metadata):
    said = {
        name: value.replace("SELF", server.url) if isinstance(value, str) else value for name, value in metadata.items()
    }
    server.says(said_json(said))
    with pytest.raises(Untrusted):
        await fetch_resource(http, server.url)


async def test_an_api_that_says_nothing_takes_no_such_tokens(http, server):
    server.says(Said(status=404))
    with pytest.raises(Untrusted):
        await fetch_resource(http, server.url)
