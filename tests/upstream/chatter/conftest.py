import pytest

from tests.upstream.chatter.scripted import ScriptedChatter
from tests.upstream.upstreams import Bearer
from webchat.secret import Secret
from webchat.upstream.chatter import LAYOUTS, ChatterClient, ChatterConfig


@pytest.fixture
def credential():
    return Bearer(Secret("an-access-token"))


@pytest.fixture
def config(server):
    return ChatterConfig(base_url=server.url)


@pytest.fixture
def chatter(server):
    return ScriptedChatter(server)


@pytest.fixture
def pauses():
    """How long the client has slept, without sleeping."""
    return []


@pytest.fixture
def client_in(http, server, credential, pauses):
    """A client of a server that is known to have a layout."""

    async def sleep(seconds):
        pauses.append(seconds)

    def make(layout, **options):
        config = ChatterConfig(base_url=server.url, layout=LAYOUTS[layout], **options)
        return ChatterClient(http, config, credential, sleep)

    return make


@pytest.fixture
def client(client_in, chatter):
    return client_in("seed")
