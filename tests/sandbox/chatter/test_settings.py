"""webchat.sandbox.chatter.settings."""

import pytest

from webchat.sandbox.chatter.layouts import NEWEST, SEED
from webchat.sandbox.chatter.settings import from_environment

PASSWORD = {"WEBCHAT_SANDBOX_PASSWORD": "harbour-harbour"}


def test_a_password_is_enough():
    settings = from_environment(PASSWORD)
    assert (settings.layout, settings.access_token_seconds) == (SEED, 1800)


def test_the_others_can_be_said():
    more = {"WEBCHAT_SANDBOX_CHATTER_LAYOUT": "newest", "WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE": "20"}
    settings = from_environment({**PASSWORD, **more, "WEBCHAT_SANDBOX_HOSTS": "Sandbox"})
    assert (settings.layout, settings.access_token_seconds) == (NEWEST, 20)
    assert "sandbox" in settings.trusted_hosts


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"WEBCHAT_SANDBOX_PASSWORD": ""}, "WEBCHAT_SANDBOX_PASSWORD is not set"),
        ({"WEBCHAT_SANDBOX_CHATTER_LAYOUT": "may"}, "it is one of seed, september, newest"),
        ({"WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE": "soon"}, "a number of seconds is needed"),
        ({"WEBCHAT_SANDBOX_CHATTER_TOKEN_LIFE": "0"}, "a number of seconds is needed"),
    ],
)
def test_a_wrong_one_is_told(wrong: dict[str, str], sentence: str):
    with pytest.raises(ValueError, match=sentence):
        from_environment({**PASSWORD, **wrong})
