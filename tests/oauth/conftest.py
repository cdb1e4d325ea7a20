import pytest

from webchat.oauth.code import Client
from webchat.oauth.provider import Provider


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
