"""From signing in to signing out, as most people go."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chatting import (
    ask,
    delete_open_chat,
    html_of,
    last_prose,
    last_reply,
    painted,
    record_what_is_painted,
    wait_for_end,
)
from tests.browser.conftest import OpenPage
from tests.conftest import PASSWORD
from webchat.models import User

QUESTION = "How many days of parental leave do I get?"


def test_the_main_journey(open_page: OpenPage, employee: User, plan: Path) -> None:
    page = open_page()
    sign_in(page, employee)
    an_answer_arrives_in_pieces(page)
    a_reload_shows_the_same(page)
    a_citation_leads_to_its_source(page)
    a_file_is_attached(page, plan)
    an_answer_cites_the_file(page, plan)
    the_chat_is_deleted(page)
    sign_out(page)


def sign_in(page: Page, user: User) -> None:
    page.goto("/")
    fill_in(page, user)
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()


def fill_in(page: Page, user: User) -> None:
    """On the sign-in page."""
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def an_answer_arrives_in_pieces(page: Page) -> None:
    record_what_is_painted(page)
    ask(page, QUESTION)
    wait_for_end(page)
    assert len(painted(page)) >= 5
    expect(page.get_by_role("status").filter(has_text="Reply finished. 2 sources.")).to_be_attached()


def a_reload_shows_the_same(page: Page) -> None:
    before = html_of(last_prose(page))
    page.reload()
    assert html_of(last_prose(page)) == before


def a_citation_leads_to_its_source(page: Page) -> None:
    last_prose(page).get_by_role("link", name="Source 2").first.click()
    card = page.get_by_role("note", name="Sources").get_by_role("link").nth(1)
    expect(card).to_be_focused()
    expect(card).to_contain_text("2")


def a_file_is_attached(page: Page, plan: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("link", name="Attach files").click()
    chooser.value.set_files(plan)
    panel = page.get_by_role("complementary", name="Files in this chat")
    expect(panel.get_by_role("listitem").filter(has_text=plan.name)).to_contain_text("Ready")
    expect(page.get_by_role("list", name="Attached files")).to_contain_text(plan.name)


def an_answer_cites_the_file(page: Page, plan: Path) -> None:
    ask(page, "At which mast are zeppelins moored?")
    wait_for_end(page)
    expect(page.get_by_role("list", name="Files of this message")).to_contain_text(plan.name)
    expect(last_reply(page)).to_contain_text("mast 7")
    expect(page.get_by_role("note", name="Sources").last).to_contain_text(plan.name)


def the_chat_is_deleted(page: Page) -> None:
    delete_open_chat(page)
    expect(page).to_have_url("/")
    expect(page.get_by_role("navigation", name="Chats")).to_contain_text("Your chats will be listed here.")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Erin Employee").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
