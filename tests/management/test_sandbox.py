"""webchat.management.commands.sandbox."""

import os
import sys
from typing import Any

import pytest
from django.core.management import call_command

from webchat.management.commands.sandbox import Command
from webchat.sandbox.chatter.scenarios import SCENARIOS as CHATTER_SCENARIOS
from webchat.sandbox.scenarios import SCENARIOS
from webchat.secret import Secret


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the process would have become."""
    calls: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *arguments: calls.extend(arguments))
    return calls


def test_the_help_documents_every_scenario_on_a_line_of_its_own() -> None:
    lines = Command().create_parser("manage.py", "sandbox").format_help().splitlines()
    for scenario in SCENARIOS.values():
        assert any(line.startswith(f"  {scenario.usage} ") and line.endswith(scenario.sentence) for line in lines)


def test_the_help_documents_the_scenarios_of_chatter_too() -> None:
    words = Command().create_parser("manage.py", "sandbox").format_help()
    assert all(scenario.sentence in words for scenario in CHATTER_SCENARIOS.values())


def test_it_becomes_a_server_of_one_process(call: list[Any]) -> None:
    call_command("sandbox", "--host", "::1", "--port", "8123")
    program, arguments, _environment = call
    assert program == sys.executable
    assert arguments[-1] == "webchat.sandbox.asgi:application"
    assert "--workers 1 --bind [::1]:8123" in " ".join(arguments)


def test_the_options_reach_the_server(call: list[Any]) -> None:
    call_command("sandbox", "--data", "/srv/sandbox", "--pace", "0.5")
    *_, environment = call
    assert environment["WEBCHAT_SANDBOX_DATA"] == "/srv/sandbox"
    assert environment["WEBCHAT_SANDBOX_PACE"] == "0.5"


def test_it_can_be_a_chatter(call: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sandbox", "--api", "chatter", "--layout", "newest")
    _, arguments, environment = call
    assert arguments[-1] == "webchat.sandbox.chatter.asgi:application"
    assert environment["WEBCHAT_SANDBOX_CHATTER_LAYOUT"] == "newest"
    assert environment["WEBCHAT_SANDBOX_PASSWORD"] in capsys.readouterr().out


def test_its_accounts_have_the_password_of_the_environment(
    call: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("WEBCHAT_SANDBOX_PASSWORD", "mine")
    settings.SANDBOX_PASSWORD = Secret("mine")
    call_command("sandbox", "--api", "chatter")
    *_, environment = call
    assert environment["WEBCHAT_SANDBOX_PASSWORD"] == "mine"
    assert "mine" not in capsys.readouterr().out


def test_a_random_token_is_printed(call: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sandbox")
    *_, environment = call
    assert len(environment["WEBCHAT_SANDBOX_TOKEN"]) > 30
    assert f"WEBCHAT_SANDBOX_TOKEN={environment['WEBCHAT_SANDBOX_TOKEN']}\n" in capsys.readouterr().out


def test_a_token_of_the_environment_is_used_and_not_printed(
    call: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("WEBCHAT_SANDBOX_TOKEN", "mine")
    settings.SANDBOX_TOKEN = Secret("mine")
    call_command("sandbox")
    *_, environment = call
    assert environment["WEBCHAT_SANDBOX_TOKEN"] == "mine"
    assert "mine" not in capsys.readouterr().out
