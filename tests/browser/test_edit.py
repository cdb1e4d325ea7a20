"""Asking a question again in other words: a new chat, which begins with the turns before it."""

from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_prose, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User


def two_turns(page: Page) -> str:
    """Returns the address of their chat."""
    for prompt in ("/plain one", "/plain two"):
        ask(page, prompt)
        wait_for_end(page)
    return page.url


def test_a_question_is_edited_where_it_stands_and_goes_on_in_a_new_chat(chat_page: Page) -> None:
    old = two_turns(chat_page)
    chat_page.get_by_role("link", name="Edit and send again").last.press("Enter")
    box = chat_page.get_by_role("textbox", name="Question")
    expect(box).to_be_focused()
    expect(box).to_have_value("/plain two")
    box.fill("/plain three")
    chat_page.locator(".ask").get_by_role("button", name="Send", exact=True).click()
    expect(chat_page.locator(".asked")).to_have_text(["/plain one", "/plain three"])
    wait_for_end(chat_page)
    expect(last_prose(chat_page)).not_to_be_empty()
    expect(chat_page.locator("#chats li")).to_have_count(2)
    assert chat_page.url != old
    chat_page.reload()
    expect(chat_page.locator(".asked")).to_have_text(["/plain one", "/plain three"])
    chat_page.goto(old)
    expect(chat_page.locator(".asked")).to_have_text(["/plain one", "/plain two"])


def test_editing_is_cancelled_and_nothing_has_changed(chat_page: Page) -> None:
    two_turns(chat_page)
    for leave in ("Escape", "Cancel"):
        chat_page.get_by_role("link", name="Edit and send again").first.click()
        chat_page.get_by_role("textbox", name="Question").fill("Something else")
        if leave == "Escape":
            chat_page.keyboard.press("Escape")
        else:
            chat_page.get_by_role("link", name="Cancel").click()
        expect(chat_page.locator(".asked")).to_have_text(["/plain one", "/plain two"])
        expect(chat_page.get_by_role("link", name="Edit and send again").first).to_be_focused()


def test_without_javascript_it_is_a_page(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="Message").fill("/plain one")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("group", name="Reply actions")).to_be_visible()
    page.goto("/")
    page.locator("#chats li a").first.click()
    page.get_by_role("link", name="Edit and send again").click()
    page.get_by_role("textbox", name="Question").fill("/plain two")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".asked")).to_have_text(["/plain two"])
    expect(last_prose(page)).not_to_be_empty()
