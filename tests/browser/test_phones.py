"""A phone: fingers instead of a pointer, a keyboard that covers half of the page, and little room."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, message_box, wait_for_end
from tests.browser.conftest import OpenPage, SaveChats
from webchat.models import User

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# A control inside of a label is as large as the label; a link in a text as its line.
_TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, select, textarea, summary, input")]
  .filter((each) => !each.matches(".skip, .cite, .prose a, [type=hidden], [type=file]"))
  .map((each) => each.closest("label") ?? each)
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("[inert]"))
  .filter((each) => {
    const own = each.getBoundingClientRect();
    const inner = each.querySelector("input")?.getBoundingClientRect();
    return Math.max(own.height, inner?.height ?? 0) < 44 || Math.max(own.width, inner?.width ?? 0) < 40;
  })
  .map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def phone(open_page: OpenPage, employee: User, save_chats: SaveChats) -> Page:
    save_chats(["One", "Two"])
    page = open_page(employee, **PHONE)
    page.goto("/")
    return page


def test_whatever_can_be_touched_is_large_enough(phone: Page) -> None:
    ask(phone, "How many days of parental leave do I get?")
    wait_for_end(phone)
    assert phone.evaluate(_TOO_SMALL) == []
    phone.get_by_role("button", name="Open sidebar").tap()
    assert phone.evaluate(_TOO_SMALL) == []
    for address in ("/account/preferences/", "/files/", "/chats/?select", "/chats/delete-all/"):
        phone.goto(address)
        assert phone.evaluate(_TOO_SMALL) == []


def test_the_keyboard_comes_only_when_the_box_is_touched(phone: Page) -> None:
    expect(message_box(phone)).not_to_be_focused()
    ask(phone, "/slow 0.2")
    phone.evaluate("document.activeElement.blur()")
    phone.get_by_role("button", name="Stop reply").tap()
    wait_for_end(phone)
    expect(message_box(phone)).not_to_be_focused()


def test_nothing_under_the_open_sidebar_can_be_reached(phone: Page) -> None:
    opener = phone.get_by_role("button", name="Open sidebar")
    opener.tap()
    expect(phone.get_by_role("button", name="Close sidebar")).to_be_focused()
    expect(phone.locator("#main")).to_have_js_property("inert", value=True)
    phone.keyboard.press("Escape")
    expect(phone.locator("#main")).to_have_js_property("inert", value=False)
    expect(opener).to_be_focused()


def test_a_chat_is_a_tap_in_the_sidebar_away(phone: Page) -> None:
    phone.get_by_role("button", name="Open sidebar").tap()
    phone.get_by_role("link", name="One", exact=True).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("One")
    expect(message_box(phone)).not_to_be_focused()


def test_no_page_scrolls_sideways(phone: Page) -> None:
    ask(phone, "/citations")
    wait_for_end(phone)
    for address in (phone.url, "/", "/account/preferences/", "/files/", "/chats/", "/chats/delete-all/"):
        phone.goto(address)
        for width in (320, 390):
            phone.set_viewport_size({"width": width, "height": 700})
            assert phone.evaluate("document.documentElement.scrollWidth") <= width, address
