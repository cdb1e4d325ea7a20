"""Telling whether a reply helped, by mouse and by keyboard, live and after a reload, with and without JavaScript."""

from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_reply, wait_for_end
from tests.browser.conftest import OpenPage, Watch
from webchat.models import User
from webchat.sandbox.backend import Backend


def votes(sandbox: Backend, employee: User) -> list[tuple[str, str]]:
    return [(each.vote, each.comments) for each in sandbox.feedback.of(employee.email)]


def test_a_reader_says_that_a_reply_helped(chat_page: Page, sandbox: Backend, employee: User) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    helpful = chat_page.get_by_role("button", name="Helpful", exact=True)
    helpful.press("Enter")
    expect(chat_page.get_by_role("status").filter(has_text="Thanks, noted.")).to_be_attached()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    expect(helpful).to_be_focused()
    helpful.press("Enter")
    chat_page.reload()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    helpful.click()
    assert votes(sandbox, employee) == [("UPVOTE", "")]


def test_a_reader_says_why_a_reply_did_not_help(chat_page: Page, sandbox: Backend, employee: User) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    not_helpful = chat_page.get_by_role("button", name="Not helpful")
    not_helpful.click()
    words = chat_page.get_by_role("textbox", name="What was wrong?")
    expect(words).to_be_focused()
    words.fill("Out of date.")
    chat_page.get_by_role("button", name="Send", exact=True).click()
    expect(words).to_have_count(0)
    expect(not_helpful).to_be_focused()
    assert votes(sandbox, employee) == [("DOWNVOTE", ""), ("DOWNVOTE", "Out of date.")]


def test_why_need_not_be_said(chat_page: Page) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    chat_page.get_by_role("button", name="Not helpful").click()
    chat_page.get_by_role("textbox", name="What was wrong?").press("Escape")
    expect(chat_page.get_by_role("textbox", name="What was wrong?")).to_have_count(0)
    expect(chat_page.get_by_role("button", name="Not helpful")).to_be_focused()


def test_feedback_that_does_not_arrive_is_told_and_not_marked(chat_page: Page, watch: Watch) -> None:
    watch.offline = True
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    chat_page.route("**/feedback/", lambda route: route.abort())
    chat_page.get_by_role("button", name="Not helpful").click()
    expect(chat_page.get_by_role("alert")).to_contain_text("Your feedback could not be sent")
    expect(chat_page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")


def test_without_javascript_it_is_a_form(open_page: OpenPage, employee: User, sandbox: Backend) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="Message").fill("/plain")
    page.get_by_role("button", name="Send message").click()
    expect(last_reply(page)).to_be_visible()
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("textbox", name="What was wrong?").fill("Too short.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(last_reply(page)).to_be_visible()
    assert votes(sandbox, employee) == [("DOWNVOTE", ""), ("DOWNVOTE", "Too short.")]
