import httpx
import hypothesis
import pytest

from tests.upstream.server import serving
from webchat.secret import Secret
from webchat.upstream.glean import GleanClient, GleanConfig, GleanToken
from webchat.upstream.http import HttpClient

# How long an example takes depends on the machine.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def ssl_context():
    """Loading the certificates anew for every test would take most of the time."""
    return httpx.create_ssl_context()


@pytest.fixture
async def http(ssl_context):
    client = HttpClient(ssl_context)
    yield client
    await client.close()


@pytest.fixture
async def server():
    async with serving() as server:
        yield server


@pytest.fixture
def glean(http, server):
    """A GleanClient of the scripted server."""
    return GleanClient(http, GleanConfig(base_url=server.url), GleanToken(token=Secret("a-token")))
