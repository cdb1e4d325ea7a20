"""The first administrator outside the demo."""

import getpass
import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from webchat.management.commands import create_administrator
from webchat.models import User

ADA = "ada@example.com"
PASSWORD = "a mast with seven ropes"

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed on a terminal when a password is asked for, in turn."""
    answers: list[str] = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(create_administrator, "getpass", lambda _prompt: answers.pop(0))
    return answers


def create(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_who_is_created_administers_and_has_the_password_that_was_typed_twice(typed: list[str]):
    typed += [PASSWORD, PASSWORD]
    said = create("Ada@Example.com", "--name", "Ada Admin")
    ada = User.objects.get(email=ADA)
    assert (ada.name, ada.is_staff, ada.is_active, ada.address_verified) == ("Ada Admin", True, True, True)
    assert ada.check_password(PASSWORD)
    assert ADA in said
    assert PASSWORD not in said


def test_two_passwords_that_differ_create_nobody(typed: list[str]):
    typed += [PASSWORD, PASSWORD + "x"]
    with pytest.raises(CommandError, match="not the same"):
        create(ADA)
    assert not User.objects.exists()


def test_the_password_may_come_from_a_file(tmp_path: Path):
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    create(ADA, "--password-file", str(tmp_path / "password"))
    assert User.objects.get().check_password(PASSWORD)


def test_the_password_may_come_from_stdin(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\r\n"))
    create(ADA, "--password-file", "-")
    assert User.objects.get().check_password(PASSWORD)


def test_without_a_terminal_it_says_how_else(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="--password-file"):
        create(ADA)


@pytest.mark.parametrize("password", ["", "short", "password1234", ADA])
def test_a_password_that_breaks_a_rule_of_django_creates_nobody(typed: list[str], password: str):
    typed += [password, password]
    with pytest.raises(CommandError, match="^This password cannot be used. "):
        create(ADA)
    assert not User.objects.exists()


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="cannot be read"):
        create(ADA, "--password-file", "/nowhere/password")


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@example.com\0"])
def test_an_address_that_is_none_is_told(email: str):
    with pytest.raises(CommandError, match="^This address cannot be used. "):
        create(email)


def test_who_exists_stays_as_they_are(employee: User, typed: list[str]):
    with pytest.raises(CommandError, match="already"):
        create("ERIN@example.com")
    employee.refresh_from_db()
    assert not employee.is_staff


def test_there_is_no_password_in_what_comes_along():
    """Whoever starts it has to choose one: a default would be known to everybody."""
    root = Path(create_administrator.__file__).parents[3]
    files = [*root.glob("webchat/**/*.py"), root / "compose.yaml", root / "Dockerfile"]
    # A word of ours that has "password" in it is no password of anybody's.
    told = re.compile(r"""(?i)password["']?\s*[:=]\s*["'](?![\w.-]*password)[^"'$ {]{6,}["']""")
    assert [path.name for path in files if told.search(path.read_text(encoding="utf-8"))] == []


def test_getpass_does_not_show_what_is_typed():
    wanted: Any = create_administrator.getpass
    assert wanted is getpass.getpass
