"""Replies that end while nobody looks: a dot in the list, and a notification for whoever wants one."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import PATIENCE, ask, last_prose, titles, wait_for_end
from tests.browser.conftest import OpenPage
from tests.browser.test_tabs import hide, show
from webchat.models import User

# What a browser would show, without asking anybody. Pressing the setting gives leave.
NOTIFICATIONS = """
window.notes = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { return (this.permission = "granted"); }
  constructor(title, options) { notes.push([title, options.body]); }
};
"""


def unread(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Chats").get_by_role("link", name="new reply")


def written(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Chats").get_by_role("link", name="being written")


def test_a_chat_that_was_left_has_a_dot_until_it_is_opened(
    three_chats: Page, open_page: OpenPage, employee: User
) -> None:
    page = three_chats
    ask(page, "/slow 0.05")
    expect(written(page)).to_have_count(1)
    page.get_by_role("link", name="Two", exact=True).click()
    expect(unread(page)).to_have_count(1, timeout=PATIENCE)
    page.reload()
    expect(unread(page)).to_have_count(1)
    device = open_page(employee)
    device.goto("/")
    unread(device).click()
    expect(last_prose(device)).to_be_visible()
    expect(unread(device)).to_have_count(0)
    page.reload()
    expect(unread(page)).to_have_count(0)


def test_a_reply_whose_end_was_watched_is_not_unread(three_chats: Page) -> None:
    page = three_chats
    other = page.context.new_page()
    other.goto("/")
    with page.expect_response("**/seen/"):
        ask(page, "/plain")
    wait_for_end(page)
    for tab in (page, other):
        tab.reload()
        expect(titles(tab)).to_have_count(4)
        expect(unread(tab)).to_have_count(0)


def test_a_hidden_tab_does_not_read(three_chats: Page, open_page: OpenPage, employee: User) -> None:
    page = three_chats
    device = open_page(employee)
    device.goto("/")
    ask(page, "/slow 0.02")
    hide(page)
    wait_for_end(page)
    device.reload()
    expect(unread(device)).to_have_count(1)
    with page.expect_response("**/seen/"):
        show(page)
    device.reload()
    expect(unread(device)).to_have_count(0)


def test_a_hidden_tab_notifies_whoever_pressed_the_setting_and_tells_nothing_of_the_reply(chat_page: Page) -> None:
    page = chat_page
    page.add_init_script(NOTIFICATIONS)
    page.reload()
    ask(page, "/plain")
    hide(page)
    wait_for_end(page)
    show(page)
    assert page.evaluate("[Notification.permission, notes]") == ["default", []]
    page.get_by_role("button", name="Erin Employee").click()
    setting = page.get_by_role("button", name="Notify me of replies")
    setting.click()
    expect(setting).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    ask(page, "/plain")
    wait_for_end(page)
    assert page.evaluate("notes") == []
    ask(page, "/plain")
    hide(page)
    wait_for_end(page)
    assert page.evaluate("notes") == [["Reply finished", page.locator("#title").inner_text()]]


def test_notifications_can_be_refused_and_switched_off(chat_page: Page) -> None:
    page = chat_page
    page.add_init_script(NOTIFICATIONS)
    page.reload()
    page.get_by_role("button", name="Erin Employee").click()
    setting = page.get_by_role("button", name="Notify me of replies")
    setting.click()
    expect(page.get_by_role("status")).to_contain_text("You will be notified")
    setting.click()
    expect(setting).to_have_attribute("aria-pressed", "false")
    page.evaluate("Notification.requestPermission = async () => (Notification.permission = 'denied')")
    page.evaluate("Notification.permission = 'default'")
    setting.click()
    expect(page.get_by_role("status")).to_contain_text("Your browser does not allow notifications")
    expect(setting).to_have_attribute("aria-pressed", "false")
