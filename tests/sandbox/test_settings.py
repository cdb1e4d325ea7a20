"""webchat.sandbox.settings."""

from pathlib import Path

import pytest

from webchat.sandbox.settings import Settings, from_environment


def test_the_environment_says_where_and_how_fast() -> None:
    environment = {"WEBCHAT_SANDBOX_TOKEN": "t", "WEBCHAT_SANDBOX_DATA": "/srv/x", "WEBCHAT_SANDBOX_PACE": "2.5"}
    assert from_environment(environment) == Settings(data=Path("/srv/x"), token="t", pace=2.5)


def test_a_token_is_demanded() -> None:
    with pytest.raises(ValueError, match="WEBCHAT_SANDBOX_TOKEN"):
        from_environment({})


@pytest.mark.parametrize("pace", ["fast", "-1", "nan", "inf", ""])
def test_a_pace_that_is_none_is_refused(pace: str) -> None:
    with pytest.raises(ValueError, match="WEBCHAT_SANDBOX_PACE"):
        from_environment({"WEBCHAT_SANDBOX_TOKEN": "t", "WEBCHAT_SANDBOX_PACE": pace})


@pytest.mark.parametrize(("pace", "seconds"), [(1, 3.0), (2, 1.5), (0, 0.0)])
def test_the_pace_shortens_pauses(pace: float, seconds: float) -> None:
    assert Settings(data=Path(), token="t", pace=pace).seconds(3) == seconds
