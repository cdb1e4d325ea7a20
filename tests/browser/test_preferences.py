"""What somebody prefers holds on every page, from the first paint on."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, choose, last_prose, last_reply, message_box, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User


def prefer(user: User, **preferences: object) -> None:
    User.objects.filter(pk=user.pk).update(**preferences)


@pytest.mark.parametrize("javascript", [True, False])
def test_they_are_chosen_on_a_page_of_their_own(open_page: OpenPage, employee: User, javascript: bool) -> None:
    page = open_page(employee, java_script_enabled=javascript)
    page.goto("/account/preferences/")
    page.get_by_role("radio", name="Dark").check()
    page.get_by_label("Language").select_option("Deutsch")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("status").first).to_contain_text("Gespeichert.")


def test_the_menu_of_the_account_leads_there(chat_page: Page) -> None:
    choose(chat_page, "Preferences")
    expect(chat_page.get_by_role("heading", name="Preferences")).to_be_visible()


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chosen_theme_goes_before_that_of_the_system(open_page: OpenPage, employee: User, system: str) -> None:
    prefer(employee, theme="dark")
    page = open_page(employee, color_scheme=system, java_script_enabled=False)  # it is the page's, not a script's
    page.goto("/")
    scheme = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert scheme == "dark"


def test_enter_begins_a_line_for_whoever_sends_with_ctrl_enter(open_page: OpenPage, employee: User) -> None:
    prefer(employee, send_with=User.SendWith.CTRL_ENTER)
    page = open_page(employee)
    page.goto("/")
    expect(page.locator(".hint .keys")).to_have_text("Ctrl/⌘ Enter to send")
    message_box(page).press_sequentially("/plain")
    message_box(page).press("Enter")
    expect(message_box(page)).to_have_value("/plain\n")
    message_box(page).press("Control+Enter")
    wait_for_end(page)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_reply_may_be_shown_only_when_it_is_finished(open_page: OpenPage, employee: User) -> None:
    prefer(employee, finished_replies_only=True)
    page = open_page(employee)
    page.goto("/")
    ask(page, "/slow 0.1")
    expect(last_reply(page).locator(".steps")).to_contain_text("Writing")
    expect(last_prose(page)).not_to_be_empty()
    expect(last_prose(page)).to_be_hidden()
    wait_for_end(page)
    expect(last_prose(page)).to_be_visible()
    page.reload()
    expect(last_prose(page)).to_be_visible()
