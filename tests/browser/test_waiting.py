"""A message that cannot go yet: it is kept, seen, and taken back or sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import PATIENCE, ask, last_prose, message_box, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User
from webchat.replies import beat

FIRST = "/slow 0.05"


def queue(page: Page, prompt: str) -> None:
    message_box(page).fill(prompt)
    message_box(page).press("Enter")
    expect(page.locator("#waiting .asked").last).to_have_text(prompt)
    expect(message_box(page)).not_to_have_value(prompt)


def expect_both_answered(page: Page) -> None:
    expect(page.locator("#turns .asked")).to_have_text([FIRST, "/plain"], timeout=PATIENCE)
    expect(page.locator("#waiting > *")).to_have_count(0)
    wait_for_end(page)
    for prose in page.locator("#turns .prose").all():
        expect(prose).to_contain_text("tell the harbour office.")


def test_a_message_written_while_a_reply_is_written_follows_it(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    queue(chat_page, "/plain")
    expect(message_box(chat_page)).to_have_value("")
    expect(chat_page.get_by_text("This message is kept, and sent when that reply has ended.")).to_be_visible()
    expect_both_answered(chat_page)


def test_it_follows_also_after_a_reload(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    expect(last_prose(chat_page)).not_to_be_empty()
    queue(chat_page, "/plain")
    chat_page.reload()
    expect(chat_page.locator(":is(#turns, #waiting) .asked").last).to_have_text("/plain")  # its turn may have come
    expect_both_answered(chat_page)


def test_it_can_be_sent_with_the_button_which_is_there_only_then(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    send = chat_page.get_by_role("button", name="Send message")
    expect(send).to_be_hidden()
    message_box(chat_page).fill("/plain")
    send.click()
    expect(chat_page.locator("#waiting .asked")).to_have_text("/plain")


def test_it_can_be_edited(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    queue(chat_page, "/plain one\n  two")
    message_box(chat_page).fill("a draft")
    chat_page.get_by_role("button", name="Edit").click()
    expect(message_box(chat_page)).to_have_value("/plain one\n  two\n\na draft")
    expect(message_box(chat_page)).to_be_focused()
    expect(chat_page.locator("#waiting > *")).to_have_count(0)
    wait_for_end(chat_page)
    chat_page.reload()
    expect(chat_page.locator(".asked")).to_have_text([FIRST])


def test_it_can_be_cancelled(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    queue(chat_page, "/plain")
    chat_page.get_by_role("button", name="Cancel").click()
    expect(chat_page.get_by_role("status")).to_have_text("Message taken back.")
    wait_for_end(chat_page)
    expect(chat_page.locator(".asked")).to_have_text([FIRST])


def test_several_messages_keep_their_order(chat_page: Page) -> None:
    ask(chat_page, FIRST)
    for prompt in ("/plain 1", "/plain 2", "/plain 3"):
        queue(chat_page, prompt)
    order = [FIRST, "/plain 1", "/plain 2", "/plain 3"]
    expect(chat_page.locator("#turns .asked")).to_have_text(order, timeout=PATIENCE)


def test_stopping_the_reply_lets_the_message_that_waits_go(chat_page: Page) -> None:
    ask(chat_page, "/slow 1")
    queue(chat_page, "/plain")
    chat_page.get_by_role("button", name="Stop reply").click()
    expect(chat_page.locator("#turns .asked")).to_have_text(["/slow 1", "/plain"], timeout=PATIENCE)
    expect(last_prose(chat_page)).to_contain_text("tell the harbour office.")


def test_trying_again_before_the_end_is_kept_is_answered_also_if_the_chat_is_not_known(
    chat_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(chat_page, "/slow 0.5")
    monkeypatch.setattr(beat, "BEAT", 1.5)
    chat_page.get_by_role("button", name="Stop reply").click()
    chat_page.get_by_role("button", name="Try again").click()
    expect(chat_page.locator("#turns .asked")).to_have_count(2)
    expect(last_prose(chat_page)).to_contain_text("The tide")


def test_another_device_sees_its_message_answered(chat_page: Page, open_page: OpenPage, employee: User) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    phone = open_page(employee)
    phone.goto(chat_page.url)
    ask(chat_page, FIRST)
    queue(phone, "/plain")
    expect(phone.locator("#turns .asked")).to_have_text(["/plain", FIRST, "/plain"], timeout=PATIENCE)
    expect(phone.locator("#waiting > *")).to_have_count(0)
    wait_for_end(phone)


def test_a_message_taken_back_in_one_tab_is_gone_from_the_other(
    chat_page: Page, open_page: OpenPage, employee: User
) -> None:
    ask(chat_page, "/slow 0.15")
    expect(last_prose(chat_page)).not_to_be_empty()
    queue(chat_page, "/plain")
    other = open_page(employee)
    other.goto(chat_page.url)
    expect(other.locator("#waiting .asked")).to_have_text("/plain")
    chat_page.get_by_role("button", name="Cancel").click()
    expect(chat_page.locator("#waiting > *")).to_have_count(0)
    wait_for_end(other)
    expect(other.locator("#waiting > *")).to_have_count(0)
    expect(other.locator("#turns .asked")).to_have_text(["/slow 0.15"])


def test_a_busy_service_is_waited_for_with_a_countdown(chat_page: Page) -> None:
    ask(chat_page, "/busy 4")
    expect(chat_page.get_by_text(re.compile(r"It will be sent in [1-3] s"))).to_be_visible()
    expect(last_prose(chat_page)).to_have_text("Thank you for waiting.", timeout=PATIENCE)


def test_a_message_the_service_is_too_busy_for_can_be_edited(chat_page: Page) -> None:
    ask(chat_page, "/busy 30")
    chat_page.get_by_role("button", name="Edit").click()
    expect(message_box(chat_page)).to_have_value("/busy 30")
    expect(chat_page.locator(".turn")).to_have_count(0)
