"""What administrators see, and nobody else."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Watch
from webchat.models import Action, AuditEvent, User


def test_an_administrator_finds_the_applications_and_what_they_report(open_page: OpenPage, admin: User) -> None:
    page = open_page(admin)
    page.goto("/")
    page.get_by_role("button", name="Adam Administrator").click()
    page.get_by_role("link", name="Administration").click()
    rows = page.get_by_role("row")
    expect(rows.filter(has_text="gone")).to_contain_text("no longer there")
    rows.filter(has_text="Healthy").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Starter prompts")).to_be_visible()
    expect(page.get_by_text("How do I roll back a service?", exact=True)).to_be_visible()


def test_an_administrator_checks_the_connection(open_page: OpenPage, admin: User) -> None:
    page = open_page(admin)
    page.goto("/connection/")
    page.get_by_role("button", name="Check the connection").click()
    findings = page.locator("#findings").get_by_role("listitem")
    expect(findings.first).to_be_visible(timeout=20_000)
    expect(findings.locator("css=:scope:not(.ok)")).to_have_count(0)


def test_an_employee_may_not_see_the_applications(open_page: OpenPage, employee: User, watch: Watch) -> None:
    watch.refusals.add(403)
    page = open_page(employee)
    answer = page.goto("/applications/")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize("scripts", [True, False])
def test_an_administrator_looks_into_the_audit_trail(open_page: OpenPage, admin: User, scripts: bool) -> None:
    for number in range(60):
        AuditEvent.objects.create(action=Action.CHAT_EXPORTED, address="erin@example.com", object_id=f"chat-{number}")
    page = open_page(admin, java_script_enabled=scripts)
    page.goto("/applications/")
    page.get_by_role("link", name="Audit trail").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Audit trail viewed")
    page.get_by_role("link", name="erin@example.com").first.click()
    expect(page.get_by_role("textbox", name="E-mail")).to_have_value("erin@example.com")
    expect(page.get_by_role("row")).to_have_count(51)
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("row")).to_have_count(11)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == 61
    assert "chat-59" in lines[1]
    page.get_by_role("combobox", name="Action").select_option("File deleted")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nothing was recorded that matches.")).to_be_visible()
