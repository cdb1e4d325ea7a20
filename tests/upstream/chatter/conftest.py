import pytest

from webchat.secret import Secret
from webchat.upstream.chatter import ChatterConfig
from webchat.upstream.credential import bearer


class Somebody:
    """A Credential that stays as it is."""

    async def headers(self):
        return bearer(Secret("an-access-token"))

    async def renew(self, _refused):
        return False


@pytest.fixture
def credential():
    return Somebody()


@pytest.fixture
def config(server):
    return ChatterConfig(base_url=server.url)
