"""The audit trail as a page and as a file, for administrators only."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.test import AsyncClient

from webchat.models import Action, AuditEvent, User
from webchat.views import audit

MORNING = datetime(2026, 3, 1, 8, 30, 15, tzinfo=UTC)


@pytest.fixture
async def office(async_client: AsyncClient, admin: User) -> AsyncClient:
    """The administrator's browser."""
    await async_client.aforce_login(admin)
    return async_client


async def happened(*object_ids: str, **fields: object) -> None:
    facts = {"action": Action.CHAT_EXPORTED, "address": "erin@example.com", "at": MORNING, "person_id": 7, **fields}
    for each in object_ids:
        await AuditEvent.objects.acreate(object_id=each, **facts)


async def shown(office: AsyncClient, query: str = "") -> list[str]:
    """The objects on the page, from top to bottom, without what looking at it has recorded."""
    response = await office.get(f"/audit/{query}")
    assert response.status_code == 200
    return [each.object_id for each in response.context["events"] if each.action != Action.AUDIT_VIEWED]


async def file(office: AsyncClient, query: str = "") -> list[list[str]]:
    response = await office.get(f"/audit/csv/{query}")
    assert response.status_code == 200
    return list(csv.reader(StringIO("".join([piece.decode() async for piece in response]))))


@pytest.mark.parametrize("address", ["/audit/", "/audit/csv/"])
async def test_the_audit_trail_is_not_for_employees(signed_in: AsyncClient, address: str):
    assert (await signed_in.get(address)).status_code == 403


@pytest.mark.parametrize("address", ["/audit/", "/audit/csv/"])
async def test_nothing_is_changed_here(office: AsyncClient, address: str):
    assert (await office.post(address)).status_code == 405


async def test_the_newest_is_on_top(office: AsyncClient):
    await happened("c1", "c2")
    assert await shown(office) == ["c2", "c1"]


async def test_each_look_and_each_download_is_recorded(office: AsyncClient):
    await office.get("/audit/")
    await office.get("/audit/?action=nonsense")
    await office.get("/audit/csv/")
    actions = AuditEvent.objects.reverse().values_list("action", flat=True)
    assert [each async for each in actions] == ["audit.view", "audit.view", "audit.download"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?person=Erin@Example.com", ["c2", "c1"]),
        ("?action=file.delete", ["f1"]),
        ("?person=stig@example.com&action=chat.export", []),
        ("?since=2026-03-01&until=2026-03-01", ["c2", "c1"]),
        ("?since=2026-03-02&until=2026-03-03", ["f1"]),
        ("?until=2026-02-28", []),
        ("?since=0001-01-01&until=9999-12-31", ["f1", "c2", "c1"]),
    ],
)
async def test_it_is_filtered_by_person_action_and_days(office: AsyncClient, query: str, found: list[str]):
    await happened("c1", "c2", at=MORNING.replace(hour=23, minute=59, second=59, microsecond=999_999))
    await happened("f1", at=MORNING.replace(day=2, hour=0), action=Action.FILE_DELETED, address="stig@example.com")
    assert await shown(office, query) == found
    rows = (await file(office, query))[1:]
    assert [row[2] for row in rows if not row[1].startswith("audit.")] == found


@pytest.mark.parametrize("address", ["/audit/", "/audit/csv/"])
@pytest.mark.parametrize(
    "query",
    ["since=yesterday", "until=2026-02-30", "action=chat.print", "since=2026-03-02&until=2026-03-01", "person=%00"],
)
async def test_a_filter_that_makes_no_sense_is_answered_with_a_sentence(office: AsyncClient, address: str, query: str):
    await happened("the-first-chat")
    response = await office.get(f"{address}?{query}")
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "the-first-chat" not in response.text


async def test_page_after_page_shows_each_event_once(office: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    await happened("c1", "c2", "c3", "c4", "c5")
    seen, address = [], "/audit/?person=erin%40example.com"
    while address:
        response = await office.get(address)
        await happened("later", at=datetime.now(UTC))
        seen += [each.object_id for each in response.context["events"]]
        address = response.context["older"]
    assert seen == ["c5", "c4", "c3", "c2", "c1"]


async def test_a_later_page_keeps_the_filter_and_leads_back(office: AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "PAGE", 1)
    await happened("c1", "c2")
    first = (await office.get("/audit/?action=chat.export")).context
    assert re.fullmatch(r"/audit/\?action=chat.export&before=\d+", first["older"])
    assert first["newest"] == ""
    second = (await office.get(first["older"])).context
    assert (second["older"], second["newest"]) == ("", "/audit/?action=chat.export")


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 30, "٣"])
async def test_what_follows_an_event_that_is_not_there_is_nothing(office: AsyncClient, before: str):
    await happened("c1")
    assert await shown(office, f"?before={before}") == []


async def test_what_is_shown_is_text_and_never_markup(office: AsyncClient):
    await happened("<script>alert(1)</script>", address='"<b>"@example.com')
    page = (await office.get("/audit/")).text
    assert "<script>alert" not in page
    assert "<b>" not in page


async def test_times_are_told_to_programs_and_in_the_language_of_the_reader(office: AsyncClient):
    await happened("c1")
    page = (await office.get("/audit/?action=chat.export", headers={"accept-language": "de"})).text
    assert '<time datetime="2026-03-01T08:30:15+00:00">1. Mär 2026' in page


# --- as a file ----------------------------------------------------------------------------------------------------


async def test_the_file_has_a_line_for_each_event(office: AsyncClient):
    await happened("c1", network="198.51.100.0/24")
    await happened("c2", person_id=None, address="")
    assert await file(office, "?action=chat.export") == [
        ["time", "action", "object", "outcome", "person", "address", "network"],
        ["2026-03-01T08:30:15.000Z", "chat.export", "c2", "ok", "", "", ""],
        ["2026-03-01T08:30:15.000Z", "chat.export", "c1", "ok", "7", "erin@example.com", "198.51.100.0/24"],
    ]


async def test_the_file_is_one_to_save(office: AsyncClient):
    response = await office.get("/audit/csv/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="audit-\d{4}-\d\d-\d\d.csv"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("start", list("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))
async def test_no_cell_is_a_formula(office: AsyncClient, start: str):
    await happened(f"{start}cmd|' /C calc'!A0", address=f"{start}1@example.com")
    row = (await file(office, "?action=chat.export"))[1]
    assert (row[2], row[5]) == (f"'{start}cmd|' /C calc'!A0", f"'{start}1@example.com")


async def test_the_file_is_read_in_batches_and_holds_each_event_once(office: AsyncClient, monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 2)
    await happened(*(f"c{number}" for number in range(7)))
    found = [row[2] for row in await file(office, "?action=chat.export")]
    assert found == ["object", "c6", "c5", "c4", "c3", "c2", "c1", "c0"]
