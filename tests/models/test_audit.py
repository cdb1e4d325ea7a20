"""What is recorded stays as it is: in Python by mistake, in the database by intent."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField
from django.utils import timezone

from tests.conftest import AUDIT_CAN_BE_EMPTIED, change_database
from webchat.append_only import TABLE, keep_audit
from webchat.models import Action, AppendOnly, AuditEvent, User

pytestmark = pytest.mark.django_db
ADDRESS, ACTION = {"address": "erin@example.com"}, {"action": str(Action.SIGNED_IN)}
TRIGGERS = {
    "sqlite": {"audit_is_not_changed", "audit_is_not_deleted"},
    "postgresql": {"audit_is_not_changed", "audit_is_not_deleted", "audit_is_not_emptied"},
}[connection.vendor]


@pytest.fixture
def event() -> AuditEvent:
    return AuditEvent.objects.create(action=Action.CHAT_EXPORTED, person_id=7, address="erin@example.com")


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    """The database as it is outside of tests."""
    keep_audit(using="default", plan=[])
    yield
    change_database(*AUDIT_CAN_BE_EMPTIED[connection.vendor])


CHANGES: list[Callable[[AuditEvent], object]] = [
    lambda event: event.save(),
    lambda event: event.delete(),
    lambda event: AuditEvent.objects.update(address=""),
    lambda event: AuditEvent.objects.filter(id=event.id).delete(),
    lambda event: AuditEvent.objects.all().delete(),
    lambda event: AuditEvent.objects.bulk_update([event], ["address"]),
    lambda event: AuditEvent.objects.update_or_create(id=event.id, defaults={"address": ""}),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_an_event_can_neither_be_changed_nor_deleted(change: Callable[[AuditEvent], object], event: AuditEvent):
    event.address = "somebody@example.com"
    with pytest.raises(AppendOnly):
        change(event)
    assert AuditEvent.objects.get().address == "erin@example.com"


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError, match="audit event is"), transaction.atomic():
        change_database(sql)


def test_the_database_refuses_to_change_an_event(event: AuditEvent):
    refused(f"UPDATE {TABLE} SET address = ''")
    assert AuditEvent.objects.get().address == "erin@example.com"


def test_the_database_refuses_to_change_an_event_by_adding_it_again(event: AuditEvent):
    again = AuditEvent(id=event.id, action=Action.SIGNED_IN)
    fields = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": ["action"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.bulk_create([again], **fields)
    assert AuditEvent.objects.get().action == Action.CHAT_EXPORTED


def test_the_database_refuses_to_delete_an_event_of_the_last_weeks(guarded: None, event: AuditEvent):
    refused(f"DELETE FROM {TABLE}")
    assert AuditEvent.objects.exists()


def triggers() -> set[str]:
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("missing", sorted(TRIGGERS))
def test_a_trigger_that_is_missing_is_there_again_after_every_migration(guarded: None, missing: str):
    change_database(f"DROP TRIGGER {missing}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))
    call_command("migrate", verbosity=0)
    assert triggers() == TRIGGERS


def test_a_migration_that_changes_the_table_leaves_it_guarded(guarded: None, event: AuditEvent):
    action = AuditEvent._meta.get_field("action")
    longer = CharField(max_length=99)
    longer.set_attributes_from_name("action")
    for old, new in ((action, longer), (longer, action)):
        with connection.schema_editor() as editor:
            editor.alter_field(AuditEvent, old, new)
    call_command("migrate", verbosity=0)
    refused(f"UPDATE {TABLE} SET address = ''")
    refused(f"DELETE FROM {TABLE}")


def test_where_there_is_no_table_yet_nothing_is_guarded(guarded: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webchat.append_only.TABLE", "nowhere")
    keep_audit(using="default", plan=[])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there one deletes, event by event")
def test_the_database_refuses_to_empty_the_table(guarded: None, event: AuditEvent):
    refused(f"TRUNCATE {TABLE}")
    assert AuditEvent.objects.exists()


def test_the_database_lets_go_of_what_is_older(guarded: None):
    AuditEvent.objects.create(action=Action.SIGNED_IN, at=timezone.now() - timedelta(days=30))
    AuditEvent.objects.all().forget()
    assert not AuditEvent.objects.exists()


def test_an_event_outlives_its_person():
    erin = User.objects.create_user("erin@example.com")
    AuditEvent.objects.create(action=Action.SIGNED_IN, person_id=erin.pk, address=erin.email)
    erin.delete()
    assert AuditEvent.objects.get().address == "erin@example.com"


def test_every_code_is_short_enough_for_the_database():
    longest = AuditEvent._meta.get_field("action").max_length
    assert longest
    assert max(map(len, Action.values)) <= longest


def test_the_docs_name_every_code():
    page = (settings.BASE_DIR / "docs" / "audit.md").read_text(encoding="utf-8")
    assert set(Action.values) == set(re.findall(r"`([a-z-]+\.[a-z-]+)`", page)) - {"manage.py"}


def test_an_action_of_the_past_is_shown_by_its_code():
    event = AuditEvent(action="chat.print", outcome="ok")
    assert (event.action_label, event.outcome_label) == ("chat.print", "Done")


def test_what_follows_an_event_is_older_or_of_the_same_moment_and_added_before():
    now = timezone.now()
    events = [AuditEvent.objects.create(action=Action.SIGNED_IN, at=now) for _ in range(3)]
    late = AuditEvent.objects.create(action=Action.SIGNED_IN, at=now - timedelta(days=1))
    assert list(AuditEvent.objects.all().earlier_than(events[1])) == [events[0], late]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="with few rows, PostgreSQL reads them all")
@pytest.mark.parametrize("wanted", [{}, ADDRESS, ACTION, ADDRESS | ACTION])
def test_a_page_far_down_is_found_by_an_index(wanted: dict[str, str], event: AuditEvent):
    since = {"at__gte": timezone.now() - timedelta(days=9)}
    plan = AuditEvent.objects.filter(**wanted, **since).earlier_than(event)[:50].explain()
    assert f"USING INDEX audit_by_{'_and_'.join(wanted) or 'time'} " in plan
    assert "TEMP B-TREE" not in plan
