import hypothesis
import pytest

from webchat.secret import Secret
from webchat.upstream.glean import GleanClient, GleanConfig, GleanToken

# How long an example takes depends on the machine.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.fixture
def glean(http, server):
    """A GleanClient of the scripted server."""
    return GleanClient(http, GleanConfig(base_url=server.url), GleanToken(token=Secret("a-token")))
