"""Whom a new chat is with, and what it draws on."""

from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_prose, last_reply, message_box, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User


def test_a_starter_is_asked_at_once(chat_page: Page) -> None:
    chat_page.get_by_role("list", name="Suggested questions").get_by_role("button").first.click()
    wait_for_end(chat_page)
    expect(last_prose(chat_page)).not_to_be_empty()


def test_an_assistant_is_found_by_its_name_and_chosen(chat_page: Page) -> None:
    chat_page.get_by_role("button", name="Assistant: Handbook").click()
    expect(chat_page.get_by_role("link", name="Brief")).to_be_visible()
    chat_page.get_by_role("searchbox", name="Find an assistant").fill("tho")
    expect(chat_page.get_by_role("link", name="Brief")).to_have_count(0)
    chat_page.get_by_role("link", name="Thorough").click()
    expect(chat_page.get_by_role("button", name="Assistant: Thorough")).to_be_visible()
    message_box(chat_page).fill("Where do the tables hang?")
    message_box(chat_page).press("Enter")
    expect(last_reply(chat_page)).to_be_visible()


def test_sources_can_be_chosen_with_the_keyboard_and_count_and_hold(chat_page: Page) -> None:
    button = chat_page.get_by_role("button", name="Choose sources")
    button.press("Enter")
    chat_page.get_by_role("checkbox", name="People").press("Space")
    chat_page.keyboard.press("Escape")
    expect(button).to_be_focused()
    for _ in range(2):
        ask(chat_page, "Who is on call and how is it paid?")
        wait_for_end(chat_page)
        origins = chat_page.locator(".srcs .meta").all_inner_texts()
        assert {words.partition(" · ")[0] for words in origins} == {"People"}
        chat_page.reload()
        expect(chat_page.get_by_role("checkbox", name="People", include_hidden=True)).to_be_checked()


def test_a_chat_says_whom_it_is_with(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee)
    page.goto("/?agent=thorough")
    ask(page, "/plain")
    wait_for_end(page)
    page.reload()
    expect(page.get_by_role("button", name="Assistant: Thorough")).to_be_visible()
    page.get_by_role("link", name="Edit and send again").click()
    page.locator(".ask").get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Assistant: Thorough")).to_be_visible()


def test_it_can_be_chosen_without_javascript(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="Assistant: Handbook").click()
    page.get_by_role("link", name="All assistants").click()
    page.get_by_role("link", name="Thorough").click()
    expect(page.get_by_role("button", name="Assistant: Thorough")).to_be_visible()
