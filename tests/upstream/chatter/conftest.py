import pytest

from tests.upstream.upstreams import Bearer
from webchat.secret import Secret
from webchat.upstream.chatter import ChatterConfig


@pytest.fixture
def credential():
    return Bearer(Secret("an-access-token"))


@pytest.fixture
def config(server):
    return ChatterConfig(base_url=server.url)
