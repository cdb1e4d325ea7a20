"""The same way without a single script."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chatting import PATIENCE, delete_open_chat, last_prose, message_box
from tests.browser.conftest import OpenPage
from tests.browser.test_journey import QUESTION, sign_in, sign_out
from webchat.models import User


def test_the_main_journey_without_javascript(open_page: OpenPage, employee: User, plan: Path) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, employee)
    an_answer_arrives_in_pieces(page)
    a_follow_up_is_asked(page)
    a_file_is_attached(page, plan)
    an_answer_cites_the_file(page, plan)
    the_chat_is_deleted(page)
    sign_out(page)


def ask(page: Page, prompt: str) -> None:
    """Returns when the page with the reply has begun."""
    message_box(page).fill(prompt)
    page.get_by_role("button", name="Send message").click(no_wait_after=True)
    expect(page.locator(".asked").last).to_have_text(prompt)


def wait_for_end(page: Page) -> None:
    expect(message_box(page)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def an_answer_arrives_in_pieces(page: Page) -> None:
    ask(page, QUESTION)
    seen = set()
    while not page.locator(".next").is_visible():
        seen.add(last_prose(page).inner_text())
    assert len(seen) >= 4


def a_follow_up_is_asked(page: Page) -> None:
    follow_up = page.get_by_role("list", name="Suggested follow-ups").get_by_role("button").first
    prompt = follow_up.inner_text()
    follow_up.click(no_wait_after=True)
    expect(page.locator(".asked").last).to_have_text(prompt)
    wait_for_end(page)
    expect(last_prose(page)).to_contain_text("Parental leave")


def a_file_is_attached(page: Page, plan: Path) -> None:
    page.get_by_role("link", name="Attach files").click()
    page.get_by_label("Drop files here or choose files").set_input_files(plan)
    page.get_by_role("button", name="Attach").click()
    row = page.get_by_role("listitem").filter(has_text=plan.name)
    expect(row).to_be_visible()
    while not row.get_by_text("Ready").is_visible():
        page.reload()
    page.get_by_role("link", name="Close files").click()
    expect(page.get_by_role("list", name="Attached files")).to_contain_text(plan.name)


def an_answer_cites_the_file(page: Page, plan: Path) -> None:
    ask(page, "At which mast are zeppelins moored?")
    wait_for_end(page)
    expect(last_prose(page)).to_contain_text("mast 7")
    expect(page.get_by_role("note", name="Sources").last).to_contain_text(plan.name)


def the_chat_is_deleted(page: Page) -> None:
    delete_open_chat(page)
    expect(page).to_have_url("/")
    expect(page.get_by_role("navigation", name="Chats")).to_contain_text("Your chats will be listed here.")


def test_a_paragraph_is_read_while_it_is_written_and_then_stands_there_once(
    open_page: OpenPage, employee: User
) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    ask(page, "/slow 0.1")
    expect(last_prose(page)).to_contain_text("The tide")
    expect(last_prose(page).locator("p")).to_have_count(0)
    wait_for_end(page)
    expect(last_prose(page).locator("p").first).to_be_visible()
    assert last_prose(page).inner_text().count("The tide tables") == 1


def test_a_reply_can_be_stopped_without_javascript(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    ask(page, "/slow 0.3")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
