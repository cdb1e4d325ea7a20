"""The network goes away and comes back: nothing is lost, nothing is doubled, and the reader does nothing."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chatting import PATIENCE, ask, last_prose, last_reply, message_box, wait_for_end
from tests.browser.conftest import OpenPage, Watch
from tests.browser.line import Line, line_to
from webchat.models import Reply, User
from webchat.sandbox.backend import Backend

BEGINNING = "The tide tables hang in the hall"  # of the passage that /plain and /slow reply with
END = "tell the harbour office."


@pytest.fixture
def line(sandbox: Backend, asgi_server: str) -> Iterator[Line]:
    with line_to(asgi_server) as line:
        yield line


@pytest.fixture
def site(line: Line) -> str:
    """The application, at the other end of the line."""
    return line.url


@pytest.fixture(autouse=True)
def complaints_about_the_network(watch: Watch) -> None:
    watch.offline = True


def notice(page: Page) -> Locator:
    return page.locator("#notice")


def turns(page: Page) -> Locator:
    return page.locator(".turn")


def begin(page: Page, prompt: str) -> None:
    ask(page, prompt)
    expect(last_prose(page)).to_contain_text(BEGINNING)


def is_whole(page: Page) -> None:
    wait_for_end(page)
    expect(last_prose(page)).to_contain_text(END)
    expect(turns(page)).to_have_count(1)
    expect(notice(page)).to_be_empty()


def look_again(page: Page) -> None:
    """As somebody does who comes back to the tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_short_cut_passes_unnoticed(chat_page: Page, line: Line) -> None:
    begin(chat_page, "/slow 0.1")
    chat_page.evaluate(
        """() => {
          window.told = 0;
          const look = new MutationObserver(() => (told += document.querySelectorAll("#notice .note").length));
          look.observe(document.getElementById("notice"), { childList: true });
        }"""
    )
    line.cut()
    line.mend()
    is_whole(chat_page)
    assert chat_page.evaluate("told") == 0


def test_a_long_cut_is_told_until_it_is_over(chat_page: Page, line: Line) -> None:
    begin(chat_page, "/slow 0.1")
    line.cut()
    expect(notice(chat_page).get_by_role("status")).to_contain_text("The connection dropped")
    line.mend()
    is_whole(chat_page)


def test_a_reply_that_ends_meanwhile_is_whole_afterwards(chat_page: Page, line: Line, employee: User) -> None:
    begin(chat_page, "/slow 0.1")
    line.cut()
    expect(notice(chat_page)).to_contain_text("The server cannot be reached", timeout=PATIENCE)
    while Reply.objects.filter(user=employee, status=Reply.Status.RUNNING).exists():
        chat_page.wait_for_timeout(50)
    line.mend()
    chat_page.get_by_role("button", name="Try now").click()
    is_whole(chat_page)


def test_a_browser_that_is_online_again_tries_at_once(chat_page: Page, line: Line) -> None:
    begin(chat_page, "/slow 0.1")
    chat_page.context.set_offline(True)  # takes no open connection away
    line.cut()
    expect(notice(chat_page)).to_contain_text("The server cannot be reached", timeout=PATIENCE)
    line.mend()
    chat_page.context.set_offline(False)
    is_whole(chat_page)


def test_a_connection_that_died_without_a_sign_is_taken_up_again(chat_page: Page, line: Line, employee: User) -> None:
    begin(chat_page, "/slow 0.1")
    line.fall_silent()
    while Reply.objects.filter(user=employee, status=Reply.Status.RUNNING).exists():
        chat_page.wait_for_timeout(50)
    expect(last_reply(chat_page)).to_have_attribute("aria-busy", "true")
    for _ in range(2):  # once may be chance
        with chat_page.expect_response("**/replies/?*"):
            look_again(chat_page)
    is_whole(chat_page)


def test_a_reader_who_scrolled_up_stays_there_when_the_connection_comes_back(chat_page: Page, line: Line) -> None:
    ask(chat_page, "/long 10")
    wait_for_end(chat_page)
    ask(chat_page, "/slow 0.5")
    expect(last_prose(chat_page)).to_contain_text("The tide")
    thread = chat_page.locator("#thread")
    thread.hover()
    chat_page.mouse.wheel(0, -400)
    expect(chat_page.get_by_role("button", name="Jump to latest")).to_be_visible()
    place = thread.evaluate("thread => thread.scrollTop")
    with chat_page.expect_response("**/messages/"):
        line.cut()
        line.mend()
    chat_page.get_by_role("button", name="Stop reply").click()
    expect(chat_page.get_by_text("Stopped", exact=True)).to_be_attached()
    assert thread.evaluate("thread => thread.scrollTop") == place


def test_steps_that_are_open_stay_open_when_the_connection_comes_back(chat_page: Page, line: Line) -> None:
    begin(chat_page, "/slow 0.3")
    steps = chat_page.locator(".steps")
    steps.locator("summary").click()
    expect(steps).to_have_attribute("open", "")
    with chat_page.expect_response("**/messages/"):
        line.cut()
        line.mend()
    expect(last_prose(chat_page)).to_contain_text("by the west door")
    expect(steps).to_have_attribute("open", "")


def test_a_message_whose_answer_got_lost_is_not_doubled_when_it_is_sent_again(chat_page: Page) -> None:
    chat_page.wait_for_load_state()
    chat_page.route("**/messages/", answer_lost, times=1)
    message_box(chat_page).fill("/plain")
    message_box(chat_page).press("Enter")
    expect(notice(chat_page)).to_contain_text("The server cannot be reached")
    expect(message_box(chat_page)).to_have_value("/plain")
    message_box(chat_page).press("Enter")
    is_whole(chat_page)
    expect(message_box(chat_page)).to_have_value("")
    chat_page.reload()
    is_whole(chat_page)


def test_a_message_whose_answer_got_lost_shows_by_itself_that_it_arrived(chat_page: Page) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    chat_page.route("**/messages/", answer_lost, times=1)
    message_box(chat_page).fill("/slow 0.01")
    message_box(chat_page).press("Enter")
    expect(notice(chat_page)).to_contain_text("The server cannot be reached")
    look_again(chat_page)
    expect(chat_page.locator(".asked")).to_have_text(["/plain", "/slow 0.01"])
    expect(message_box(chat_page)).to_have_value("")
    expect(notice(chat_page)).to_be_empty()


def test_a_message_whose_answer_got_lost_is_no_draft_after_a_reload(chat_page: Page) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    chat_page.route("**/messages/", answer_lost, times=1)
    message_box(chat_page).fill("/slow 0.01")
    message_box(chat_page).press("Enter")
    expect(notice(chat_page)).to_contain_text("The server cannot be reached")
    chat_page.reload()
    expect(chat_page.locator(".asked")).to_have_text(["/plain", "/slow 0.01"])
    expect(message_box(chat_page)).to_have_value("")


def test_a_first_message_whose_answer_got_lost_is_not_doubled_after_a_reload(chat_page: Page) -> None:
    chat_page.wait_for_load_state()
    chat_page.route("**/messages/", answer_lost, times=1)
    message_box(chat_page).fill("/plain")
    message_box(chat_page).press("Enter")
    expect(notice(chat_page)).to_contain_text("The server cannot be reached")
    chat_page.reload()
    expect(message_box(chat_page)).to_have_value("/plain")
    message_box(chat_page).press("Enter")
    is_whole(chat_page)
    expect(chat_page.get_by_role("navigation", name="Chats").locator("li")).to_have_count(1)


def answer_lost(route: Route) -> None:
    route.fetch()
    route.abort()


def test_a_stream_that_breaks_before_its_first_word_begins_one_turn(chat_page: Page) -> None:
    chat_page.route("**/messages/", cut_before_the_first_word, times=1)
    ask(chat_page, "/slow 0.01")
    is_whole(chat_page)
    chat_page.reload()
    is_whole(chat_page)


def cut_before_the_first_word(route: Route) -> None:
    route.fetch()
    route.fulfill(content_type="text/event-stream", body="")


def test_the_poll_of_a_tab_that_waits_is_silent_about_its_errors(chat_page: Page, line: Line) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    line.cut()
    with chat_page.expect_event("requestfailed"):
        look_again(chat_page)
    expect(notice(chat_page)).to_be_empty()


def test_a_session_that_ended_meanwhile_is_told_and_the_draft_is_kept(
    open_page: OpenPage, employee: User, line: Line, watch: Watch
) -> None:
    watch.refusals.add(401)
    page = open_page(employee)
    page.goto("/")
    begin(page, "/slow 0.1")
    message_box(page).fill("what next")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    line.cut()
    line.mend()
    expect(notice(page)).to_contain_text("Sign in again to continue")
    expect(message_box(page)).to_have_value("what next")
