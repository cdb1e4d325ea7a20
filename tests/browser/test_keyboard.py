"""The whole journey without a pointer: Tab reaches every control, and the focus is always somewhere sensible."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import message_box, wait_for_end
from tests.browser.conftest import OpenPage
from tests.conftest import PASSWORD
from webchat.models import User

FAR = 60  # presses of Tab until something counts as out of reach


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    for _ in range(FAR):
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached with {key}")


def press(page: Page, wanted: Locator, key: str = "Enter", by: str = "Tab") -> None:
    tab_to(page, wanted, by)
    page.keyboard.press(key)


def test_from_signing_in_to_signing_out(open_page: OpenPage, employee: User) -> None:
    page = open_page()
    page.goto("/account/sign-in/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(employee.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(message_box(page)).to_be_focused()

    page.wait_for_load_state()
    page.keyboard.type("How many days of parental leave do I get?")
    page.keyboard.press("Enter")
    wait_for_end(page)
    expect(message_box(page)).to_be_focused()

    press(page, page.locator(".cite").first, by="Shift+Tab")
    expect(page.locator(".src").first).to_be_focused()
    press(page, page.locator(".steps summary"), by="Shift+Tab")
    expect(page.locator(".steps ol")).to_be_visible()

    press(page, page.locator("[data-files-toggle]"), by="Shift+Tab")
    expect(page.get_by_role("heading", name="Files in this chat")).to_be_focused()
    press(page, page.get_by_role("link", name="Close files"))
    expect(page.locator("[data-files-toggle]")).to_be_focused()

    press(page, page.get_by_role("button", name=employee.name), by="Shift+Tab")
    press(page, page.get_by_role("link", name="Delete all chats…"))
    dialog = page.get_by_role("dialog", name="Delete all 1 chat?")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    press(page, page.get_by_role("button", name=employee.name), by="Shift+Tab")
    press(page, page.get_by_role("button", name="Sign out"))
    expect(page).to_have_url("/account/sign-in/")


def test_the_skip_link_leads_past_the_sidebar(three_chats: Page) -> None:
    three_chats.evaluate("document.activeElement.blur()")
    press(three_chats, three_chats.get_by_role("link", name="Skip to message box"))
    expect(message_box(three_chats)).to_be_focused()
