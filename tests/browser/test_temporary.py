"""A chat that is saved nowhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_prose, message_box, wait_for_end
from tests.browser.conftest import OpenPage, Watch
from webchat.models import User
from webchat.replies import beat, temporary

HINT = "Not saved. This chat is gone when you leave it."


def begin(page: Page) -> None:
    page.get_by_role("checkbox", name="Temporary").check()
    ask(page, "/plain")
    wait_for_end(page)


def test_it_says_so_before_it_is_begun_and_while_it_lasts(chat_page: Page) -> None:
    expect(chat_page.get_by_text(HINT)).to_be_hidden()
    chat_page.get_by_role("checkbox", name="Temporary").check()
    expect(chat_page.get_by_text("Temporary chat. Nothing here is saved, and it will not")).to_be_visible()
    expect(message_box(chat_page)).to_have_attribute("placeholder", "Ask without saving this chat")
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    expect(chat_page.get_by_role("heading", name="Temporary chat")).to_be_visible()
    expect(chat_page.get_by_text(HINT)).to_be_visible()
    expect(chat_page.get_by_role("checkbox", name="Temporary")).to_have_count(0)


def test_it_can_be_chosen_with_the_keyboard(chat_page: Page) -> None:
    chat_page.get_by_role("button", name="Choose sources").focus()
    chat_page.keyboard.press("Tab")
    chat_page.keyboard.press("Space")
    expect(chat_page.get_by_role("checkbox", name="Temporary")).to_be_checked()
    expect(chat_page.get_by_role("status")).to_have_text("Temporary chat. Nothing here is saved.")


def test_a_chat_that_is_begun_cannot_become_temporary(chat_page: Page) -> None:
    ask(chat_page, "/plain")
    expect(chat_page.get_by_role("checkbox", name="Temporary")).to_have_count(0)
    expect(chat_page.get_by_text(HINT)).to_be_hidden()


def test_it_goes_on_and_survives_a_reload(chat_page: Page) -> None:
    begin(chat_page)
    ask(chat_page, "/slow 0.02")
    chat_page.reload()
    wait_for_end(chat_page)
    expect(chat_page.locator(".asked")).to_have_text(["/plain", "/slow 0.02"])
    expect(last_prose(chat_page)).to_contain_text("tell the harbour office.")


def test_it_is_gone_soon_after_it_is_left(chat_page: Page, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.refusals = {404}
    begin(chat_page)
    address = chat_page.url
    monkeypatch.setattr(temporary, "RETURN", temporary.RETURN * 0)
    monkeypatch.setattr(beat, "BEATS_BETWEEN_SWEEPS", 1)
    chat_page.get_by_role("link", name="New chat").click()
    expect(chat_page.get_by_text("Your chats will be listed here.")).to_be_visible()
    while (chat_page.goto(address)).status != 404:  # swept with the next beat
        chat_page.goto("/")


def test_it_can_be_had_without_javascript(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("checkbox", name="Temporary").check()
    message_box(page).fill("/plain")
    page.get_by_role("button", name="Send message").click()
    expect(last_prose(page)).to_contain_text("tell the harbour office.")
    expect(page.get_by_role("heading", name="Temporary chat")).to_be_visible()
    expect(page.get_by_text("Your chats will be listed here.")).to_be_visible()
    expect(page.get_by_text("Not saved. This chat is gone an hour after its last message.")).to_be_visible()
