"""Copying: what is on the clipboard, what is said, and what happens where a browser does not let a page copy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User

READ = """async type => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : null;
}"""


@pytest.fixture
def page(open_page: OpenPage, employee: User) -> Page:
    page = open_page(employee, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    return page


def copied(page: Page, kind: str = "text/plain") -> str:
    content: str = page.evaluate(READ, kind)
    return content


def press_copy(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_attached()
    expect(page.locator(":focus")).to_have_accessible_name("Copied")


def test_a_reply_is_copied_with_its_sources_as_notes_live_and_saved(page: Page) -> None:
    ask(page, "How many days of parental leave do I get?")
    wait_for_end(page)
    press_copy(page, "Copy reply")
    live = copied(page)
    assert "[^1]" in live.partition("\n\n[^1]: ")[0]
    assert "<https://" in live
    assert "<sup>[<a href=" in copied(page, "text/html")
    expect(page.get_by_role("button", name="Copy reply")).to_be_focused()  # after two seconds
    page.reload()
    press_copy(page, "Copy reply")
    assert copied(page) == live


def test_code_and_tables_are_copied_alone(page: Page) -> None:
    ask(page, "/markdown")
    wait_for_end(page)
    press_copy(page, "Copy code")
    assert copied(page) == page.locator("figure.code pre").first.text_content()
    press_copy(page, "Copy table")
    head, *rows = copied(page).split("\n")
    assert "\t" in head
    assert {row.count("\t") for row in rows} == {head.count("\t")}
    assert copied(page, "text/html").startswith("<table")


def test_a_cell_that_would_be_a_formula_is_none(page: Page) -> None:
    cells = ["=1+1", "@x", "-5", "+4 %", "-cmd", "a=b"]
    page.locator("#turns").evaluate(
        """(turns, cells) => {
          const table = document.createElement("table");
          for (const cell of cells) table.insertRow().insertCell().textContent = cell;
          const button = document.createElement("button");
          button.dataset.copy = "table";
          button.textContent = "Copy";
          const box = document.createElement("div");
          box.append(button, table);
          turns.append(box);
        }""",
        cells,
    )
    page.locator("#turns button").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_attached()
    assert copied(page).split("\n") == ["'=1+1", "'@x", "-5", "+4 %", "'-cmd", "a=b"]


def test_where_copying_is_not_allowed_the_page_says_so(page: Page) -> None:
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.reload()
    ask(page, "/plain")
    wait_for_end(page)
    page.get_by_role("button", name="Copy reply").click()
    expect(page.get_by_role("alert")).to_contain_text("This could not be copied")


def test_without_a_clipboard_the_page_says_so(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.reload()
    ask(page, "/plain")
    wait_for_end(page)
    page.get_by_role("button", name="Copy reply").click()
    expect(page.get_by_role("alert")).to_contain_text("This could not be copied")
