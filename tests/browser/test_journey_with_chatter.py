"""The main journey again, over the chat API that has conversations, documents and workflows of its own."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.chatting import (
    ask,
    delete_open_chat,
    html_of,
    last_prose,
    last_reply,
    open_menu,
    painted,
    record_what_is_painted,
    titles,
    wait_for_end,
)
from tests.browser.conftest import PACE, OpenPage
from tests.browser.test_journey import QUESTION, fill_in, sign_out
from tests.credentials.chatter import asked_at
from tests.upstream.upstreams import PASSWORD
from webchat.models import User
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.layouts import SEPTEMBER
from webchat.sandbox.chatter.settings import ChatterSettings


def test_the_main_journey_with_chatter(
    open_page: OpenPage, employee: User, settings: Any, tmp_path: Path, plan: Path
) -> None:
    chatter = ChatterSettings(
        data=tmp_path / "chatter", password=PASSWORD, layout=SEPTEMBER, pace=PACE, processing_delay=0
    )
    with asked_at(create_chatter_app(chatter), settings):
        page = open_page()
        page.goto("/")
        fill_in(page, employee)
        an_account_is_connected(page)
        an_answer_arrives_in_pieces(page)
        a_reload_shows_the_same(page)
        the_chat_is_renamed_over_there(page)
        a_document_is_added(page, plan)
        an_answer_quotes_the_document(page)
        its_question_is_deleted(page)
        the_chat_is_deleted_and_restored(page)
        sign_out(page)


def an_account_is_connected(page: Page) -> None:
    page.get_by_label("Assistant user name or e-mail address").fill("employee")
    page.get_by_label("Assistant password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in and connect").click()
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()


def an_answer_arrives_in_pieces(page: Page) -> None:
    record_what_is_painted(page)
    ask(page, QUESTION)
    wait_for_end(page)
    assert len(painted(page)) >= 5
    expect(last_reply(page)).to_contain_text("Parental leave has this")


def a_reload_shows_the_same(page: Page) -> None:
    before = html_of(last_prose(page))
    page.reload()
    assert html_of(last_prose(page)) == before


def the_chat_is_renamed_over_there(page: Page) -> None:
    open_menu(page, "How many days").get_by_role("link", name="Rename…").click()
    dialog = page.get_by_role("dialog", name="Rename chat")
    dialog.get_by_role("textbox").fill("Leave")
    dialog.get_by_role("button", name="Rename").click()
    expect(titles(page)).to_have_text(["Leave"])


def a_document_is_added(page: Page, plan: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("link", name="Add documents").click()
    chooser.value.set_files(plan)
    panel = page.get_by_role("complementary", name="Your documents")
    expect(panel.get_by_role("listitem").filter(has_text=plan.name)).to_contain_text("Ready")


def an_answer_quotes_the_document(page: Page) -> None:
    page.get_by_text("Documents", exact=True).first.click()
    ask(page, "At which mast are zeppelins moored?")
    wait_for_end(page)
    expect(last_reply(page)).to_contain_text("mast 7")


def its_question_is_deleted(page: Page) -> None:
    page.get_by_role("link", name="Delete question").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete question").click()
    expect(page.locator(".turn").last).to_contain_text("No question is saved")


def the_chat_is_deleted_and_restored(page: Page) -> None:
    delete_open_chat(page)
    expect(titles(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Leave"])
