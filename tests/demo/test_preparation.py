"""The demo needs no setting, and respects every one it finds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.demo.preparation import kept_secret, prepare


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", {})
        yield


def test_an_empty_environment_becomes_a_whole_one(tmp_path: Path):
    prepare(["--data", str(tmp_path / "demo")])
    assert os.environ["WEBCHAT_DATA"] == str(tmp_path / "demo")
    assert os.environ["WEBCHAT_HTTPS"] == "false"
    assert os.environ["DJANGO_ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert len(os.environ["DJANGO_SECRET_KEY"]) >= 50


def test_other_options_are_the_commands_own(tmp_path: Path):
    prepare(["--port", "8000", "--data", str(tmp_path), "--password", "secret"])
    assert os.environ["WEBCHAT_DATA"] == str(tmp_path)


def test_what_is_set_already_stays(tmp_path: Path):
    os.environ |= {"WEBCHAT_DATA": str(tmp_path / "mine"), "WEBCHAT_SANDBOX_TOKEN": "mine"}
    prepare(["--data", str(tmp_path / "other")])
    assert os.environ["WEBCHAT_DATA"] == str(tmp_path / "mine")
    assert os.environ["WEBCHAT_SANDBOX_TOKEN"] == "mine"


def test_a_secret_given_as_a_file_is_not_given_again(tmp_path: Path):
    os.environ |= {"DJANGO_SECRET_KEY_FILE": "/run/secrets/key"}
    prepare(["--data", str(tmp_path)])
    assert "DJANGO_SECRET_KEY" not in os.environ


def test_the_secret_key_outlives_the_demo(tmp_path: Path):
    prepare(["--data", str(tmp_path)])
    first = os.environ.pop("DJANGO_SECRET_KEY")
    prepare(["--data", str(tmp_path)])
    assert os.environ["DJANGO_SECRET_KEY"] == first


def test_a_kept_secret_is_readable_for_its_owner_only(tmp_path: Path):
    assert kept_secret(tmp_path / "secret", "fresh") == "fresh"
    assert kept_secret(tmp_path / "secret", "fresher") == "fresh"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
