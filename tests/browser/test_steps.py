"""What the assistant does on the way to its answer: in one line, in full when asked for, and told without babbling."""

import json
import re
from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import ask, last_prose, last_reply, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User

TOOK = re.compile(r"Searched 3 times · read 1 document · \d+\.\d s")


def steps(page: Page) -> Locator:
    return last_reply(page).locator(".steps")


def test_the_line_says_in_the_end_what_was_done_and_how_long_it_took_also_after_a_reload(chat_page: Page) -> None:
    ask(chat_page, "/steps")
    wait_for_end(chat_page)
    summary = steps(chat_page).locator("summary")
    expect(summary).to_have_text(TOOK)
    said = summary.inner_text()
    chat_page.reload()
    expect(summary).to_have_text(said)
    expect(chat_page.get_by_role("button", name="Where is the archive?")).to_be_visible()


def test_steps_are_closed_or_open_as_the_reader_left_them(chat_page: Page) -> None:
    ask(chat_page, "/steps")
    expect(steps(chat_page).locator("li").first).to_be_hidden()
    steps(chat_page).locator("summary").click()
    wait_for_end(chat_page)
    expect(steps(chat_page).locator("li").first).to_be_visible()


def test_what_a_tool_asks_for_is_in_sight_without_opening_anything(chat_page: Page) -> None:
    ask(chat_page, "/steps")
    wait_for_end(chat_page)
    request = chat_page.get_by_role("note").filter(has_text="The assistant wants to use Harbour calendar")
    expect(request).to_contain_text("Read the calendar of this week.")
    expect(request).to_contain_text("It cannot be approved here.")
    expect(request).to_be_visible()


def test_of_steps_within_five_seconds_the_last_is_said(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee)
    page.clock.install(time=datetime(2026, 11, 21, tzinfo=UTC))
    page.goto("/")
    page.wait_for_load_state()
    page.clock.pause_at(datetime(2026, 11, 21, 1, tzinfo=UTC))
    said = page.locator("#say")
    step(page, "Searching “tides”")
    page.clock.run_for(100)
    expect(said).to_have_text("Searching “tides”")
    step(page, "Searching “berths”")
    step(page, "Reading Berths")
    page.clock.run_for(4800)
    expect(said).to_have_text("Searching “tides”")
    page.clock.run_for(200)
    expect(said).to_have_text("Reading Berths")


def step(page: Page, line: str) -> None:
    tell = "data => void document.dispatchEvent(new CustomEvent('reply-step', { detail: { data } }))"
    page.evaluate(tell, json.dumps({"line": line}))


def test_the_line_says_how_long_it_has_been_also_after_a_reload_and_is_silent_about_it(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.4")
    since = steps(chat_page).locator(".since")
    expect(since).to_have_text(re.compile(r"· [2-9] s"))
    expect(steps(chat_page).locator("summary")).to_have_accessible_name("Writing")
    chat_page.reload()
    expect(since).to_have_text(re.compile(r"· [2-9] s"))


def test_the_text_stays_where_it_is_when_the_reply_ends(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.05")
    expect(last_prose(chat_page)).to_contain_text("The tide tables")
    before = last_prose(chat_page).bounding_box()
    wait_for_end(chat_page)
    expect(last_reply(chat_page).locator(".took")).to_contain_text("Took")
    after = last_prose(chat_page).bounding_box()
    assert before
    assert after
    assert before["y"] == after["y"]
