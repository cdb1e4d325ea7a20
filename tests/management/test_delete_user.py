"""Somebody has left."""

import io
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.fakes import ScriptedClient, saved_chat
from webchat.deletions import sending
from webchat.management.commands import delete_user
from webchat.models import (
    Action,
    AttachedFile,
    AuditEvent,
    ChatNote,
    Deletion,
    Draft,
    Identity,
    Reply,
    Session,
    TemporaryChat,
    User,
)
from webchat.upstream.errors import Unavailable

ERIN = "erin@example.com"


@pytest.fixture(autouse=True)
def api(monkeypatch: pytest.MonkeyPatch) -> ScriptedClient:
    client = ScriptedClient(saved={each: saved_chat(each) for each in ("c1", "c2")})
    monkeypatch.setattr(sending, "client_for", lambda user: client)
    return client


@pytest.fixture
def her_things(employee: User) -> None:
    """A row of each kind, and a session in a browser."""
    Client().force_login(employee)
    reply = Reply.objects.create(user=employee, send_key="k", chat_id="c1", prompt="Why?")
    reply.events.create(number=0, entry="{}")
    AttachedFile.objects.create(user=employee, upstream_id="up-1", name="plan.txt", size=9)
    ChatNote.objects.create(user=employee, chat_id="c1", title="Mine")
    Draft.objects.create(user=employee, chat_id="c2", text="Still")
    Identity.objects.create(user=employee, issuer="https://login.example.com", subject="e-1")
    TemporaryChat.objects.create(user=employee)
    AuditEvent.objects.create(action=Action.CHAT_EXPORTED, person_id=employee.pk, address=ERIN)


def delete(*arguments: str) -> str:
    out = io.StringIO()
    call_command("delete_user", *arguments, stdout=out)
    return out.getvalue()


def deleted_chat(user: User, chat_id: str) -> Deletion:
    due = timezone.now() + timedelta(hours=1)
    return Deletion.objects.create(user=user, chat_ids=[chat_id], due_at=due)


def test_nothing_of_theirs_stays_but_the_audit_trail(employee: User, stranger: User, her_things: None):
    Draft.objects.create(user=stranger, chat_id="c1", text="His")
    assert "is deleted" in delete("ERIN@example.com", "--yes")
    assert [user.email for user in User.objects.all()] == [stranger.email]
    for model in (Session, Reply, AttachedFile, ChatNote, Identity, TemporaryChat):
        assert not model.objects.exists(), model
    assert Draft.objects.get().user == stranger
    events = AuditEvent.objects.reverse().values_list("action", "address", "object_id")
    assert list(events) == [("chat.export", ERIN, ""), ("person.delete", "", str(employee.pk))]


def test_what_they_have_deleted_is_deleted_first_and_nothing_else(employee: User, api: ScriptedClient):
    deleted_chat(employee, "c1")
    delete(ERIN, "--yes")
    assert list(api.saved) == ["c2"]
    assert not User.objects.exists()


def test_while_the_chat_api_deletes_nothing_they_are_only_deactivated(
    employee: User, her_things: None, api: ScriptedClient
):
    deleted_chat(employee, "c1")
    api.delete_errors = [Unavailable(), Unavailable()]
    with pytest.raises(CommandError, match="--leave"):
        delete(ERIN, "--yes")
    employee.refresh_from_db()
    assert not employee.is_active
    assert not Session.objects.exists()
    assert Draft.objects.exists()
    delete(ERIN, "--yes", "--leave")
    assert not User.objects.exists()
    assert list(api.saved) == ["c1", "c2"]


def test_the_last_administrator_stays(admin: User, employee: User):
    Client().force_login(admin)
    with pytest.raises(CommandError, match="last administrator"):
        delete(admin.email, "--yes")
    admin.refresh_from_db()
    assert admin.is_active
    assert Session.objects.exists()
    User.objects.filter(pk=employee.pk).update(is_staff=True)
    delete(admin.email, "--yes")
    assert User.objects.get() == employee


def test_nobody_is_deleted_who_is_not_there(transactional_db: None):
    with pytest.raises(CommandError, match="Nobody has the address ada@example.com"):
        delete("ada@example.com", "--yes")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "is_deleted"), [(" Erin@Example.com\n", True), ("y", False), ("", False)])
def test_it_asks_for_the_address_once_more(employee: User, monkeypatch: Any, typed: str, is_deleted: bool):
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(delete_user, "input", lambda _question: typed, raising=False)
    if is_deleted:
        delete(ERIN)
    else:
        with pytest.raises(CommandError, match="Nothing was changed"):
            delete(ERIN)
    assert User.objects.exists() is not is_deleted


def test_without_a_terminal_it_does_nothing_by_itself(employee: User, monkeypatch: Any):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="--yes"):
        delete(ERIN)
    assert employee.check_password(PASSWORD)
    assert User.objects.filter(is_active=True).exists()
