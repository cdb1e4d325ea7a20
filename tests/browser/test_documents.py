"""Documents that belong to their user, and to no chat."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.test_files import DROP
from tests.fakes import Library
from webchat.models import User


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Your documents")


def test_documents_are_added_refused_removed_and_brought_back(
    open_page: OpenPage, employee: User, documents: Library, watch: Watch
) -> None:
    watch.refusals.add(422)
    page = open_page(employee)
    page.goto("/chats/c1/")
    page.locator("#thread").evaluate(DROP, "one.txt")
    rows = panel(page).get_by_role("listitem")
    expect(rows.filter(has_text="one.txt")).to_contain_text("Ready")
    page.locator("#thread").evaluate(DROP, "two.txt")
    expect(rows.filter(has_text="two.txt")).to_contain_text("It seems to be the same as one.txt.")
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    remove = panel(page).get_by_role("button", name="Remove one.txt")
    remove.press("Enter")
    expect(remove).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(remove).to_be_visible()


def test_the_same_without_javascript(open_page: OpenPage, employee: User, documents: Library, plan: Path) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/chats/c1/")
    page.get_by_role("link", name="Your documents").click()
    for _ in range(2):
        page.get_by_label("Drop files here or choose files").set_input_files(plan)
        page.get_by_role("button", name="Add", exact=True).click()
    row = page.get_by_role("listitem").filter(has_text=plan.name)
    expect(row.last).to_contain_text(f"It seems to be the same as {plan.name}.")
    page.get_by_role("link", name="Look again whether they are read").click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name=f"Remove {plan.name}").click()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="Close files").click()
    expect(page).to_have_url("/chats/c1/")
