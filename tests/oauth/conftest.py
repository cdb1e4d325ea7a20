import httpx
import pytest

from tests.upstream.server import serving
from webchat.oauth.code import Client
from webchat.oauth.provider import Provider
from webchat.upstream.http import HttpClient


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
def provider(server):
    return Provider(
        issuer=server.url,
        authorization_endpoint=f"{server.url}/authorize",
        token_endpoint=f"{server.url}/token",
        jwks_uri=f"{server.url}/keys",
        userinfo_endpoint=f"{server.url}/userinfo",
    )


@pytest.fixture
def client():
    return Client(client_id="web chat", client_secret="s3cr:t/+", redirect_uri="https://chat.example.com/back/")
