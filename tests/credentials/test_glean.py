"""Which authorization server is believed, against one that says what it is told to."""

import pytest

from tests.upstream.server import Asked, Said, said_json, serving
from webchat.credentials import glean
from webchat.oauth.errors import Untrusted


@pytest.fixture
async def said(settings):
    """What stands at which path; the paths it is asked for, in `asked`."""
    paths: dict[str, object] = {}
    async with serving() as server:

        def answer(asked: Asked) -> Said:
            return said_json(paths[asked.target]) if asked.target in paths else Said(status=404)

        server.answer = answer
        settings.UPSTREAM_URL = server.url
        glean._found.clear()
        paths |= {
            "/.well-known/oauth-protected-resource": {"resource": server.url, "authorization_servers": [server.url]},
            "/.well-known/oauth-authorization-server": metadata(server.url, server.url),
        }
        yield paths
    glean._found.clear()


def metadata(issuer: str, at: str, **more: object) -> dict[str, object]:
    endpoints = {f"{name}_endpoint": f"{at}/{name}" for name in ("authorization", "token", "registration")}
    return {"issuer": issuer, **endpoints, **more}


async def test_the_chat_apis_own_server_is_found(http, said, settings):
    found = await glean.server(http)
    assert (found.provider.issuer, found.resource) == (settings.UPSTREAM_URL, settings.UPSTREAM_URL)


async def test_its_metadata_may_be_where_gleans_guide_has_it(http, said, settings):
    issuer = f"{settings.UPSTREAM_URL}/oauth"
    said["/.well-known/oauth-protected-resource"]["authorization_servers"] = ["https://idp.example", issuer]
    said["/.well-known/oauth-authorization-server"] = metadata(issuer, issuer)
    assert (await glean.server(http)).provider.issuer == issuer


async def test_a_server_of_another_host_is_not_asked(http, said):
    said["/.well-known/oauth-protected-resource"]["authorization_servers"] = ["https://evil.example"]
    with pytest.raises(Untrusted, match="of its own"):
        await glean.server(http)


@pytest.mark.parametrize("endpoint", ["token_endpoint", "registration_endpoint", "revocation_endpoint"])
async def test_no_token_is_sent_to_another_host(http, said, endpoint):
    said["/.well-known/oauth-authorization-server"][endpoint] = "https://evil.example/"
    with pytest.raises(Untrusted, match="somewhere else"):
        await glean.server(http)


@pytest.mark.parametrize("suffix", ["/", "/oauth", "x"])
async def test_issuers_are_compared_letter_by_letter(http, said, settings, suffix):
    said["/.well-known/oauth-authorization-server"]["issuer"] = settings.UPSTREAM_URL + suffix
    with pytest.raises(Untrusted, match="another issuer"):
        await glean.server(http)


async def test_only_scopes_that_there_are_are_asked_for(http, said):
    said["/.well-known/oauth-authorization-server"]["scopes_supported"] = ["chat", "offline_access", "search"]
    assert (await glean.server(http)).scopes == "chat offline_access"


async def test_what_it_says_is_believed_for_a_while(http, said):
    first = await glean.server(http)
    said.clear()
    assert await glean.server(http) is first


async def test_without_a_client_and_a_way_to_become_one_nothing_begins(http, said, transactional_db):
    del said["/.well-known/oauth-authorization-server"]["registration_endpoint"]
    server = await glean.server(http)
    with pytest.raises(Untrusted, match="no client"):
        await glean.client(http, server.provider, "https://chat.example/back/")


async def test_the_first_of_two_that_register_at_once_is_remembered(transactional_db):
    assert await glean._remember("https://a.example", "https://chat.example/", "first") == "first"
    assert await glean._remember("https://a.example", "https://chat.example/", "second") == "first"
