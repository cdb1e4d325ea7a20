"""A chat of any length: its end comes at once, what is earlier comes in above, and nothing jumps."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_prose, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User
from webchat.sandbox import wire
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat

ADDRESS = "/chats/long/"
TURNS = 100


@pytest.fixture
def long_chat(sandbox: Backend, employee: User) -> None:
    sandbox.chats.create(SavedChat("long", employee.email, "A long chat", "", 1_790_000_000, 1_790_000_000))
    for number in range(1, TURNS + 1):
        answer = "\n\n".join([f"Answer {number}.", *["The tide tables hang in the hall."] * (number % 7 + 1)])
        asked = wire.prompt_message(f"Question {number}", ())
        sandbox.chats.add_messages("long", [asked, wire.message("CONTENT", wire.text(answer))])


@pytest.fixture
def page(long_chat: None, open_page: OpenPage, employee: User) -> Page:
    page = open_page(employee)
    page.goto(ADDRESS)
    return page


def test_only_the_end_of_a_long_chat_comes_at_once(page: Page) -> None:
    expect(page.get_by_text("Answer 100.")).to_be_in_viewport()
    expect(page.locator(".turn")).to_have_count(20)
    expect(page.get_by_text("Question 81", exact=True)).to_be_attached()
    expect(page.get_by_role("link", name="Earlier messages")).to_be_attached()


def test_what_is_earlier_comes_in_above_and_what_is_read_stays_where_it_is(page: Page) -> None:
    page.wait_for_load_state()
    question = page.get_by_text("Question 81", exact=True)
    page.locator("#thread").hover()
    page.mouse.wheel(0, -300)  # whoever has not left the end is kept there
    page.wait_for_function("() => thread.scrollHeight - thread.scrollTop - thread.clientHeight > 64")
    question.evaluate("element => element.scrollIntoView()")
    expect(page.locator(".turn")).to_have_count(40)
    expect(question).to_be_in_viewport()


def test_the_beginning_can_be_reached_and_has_nothing_earlier(page: Page) -> None:
    page.wait_for_load_state()
    for count in (40, 60, 80, 100):
        page.locator("#earlier").evaluate("element => element.scrollIntoView()")
        expect(page.locator(".turn")).to_have_count(count)
    expect(page.locator("#earlier")).to_have_count(0)
    numbers = [int(each.split()[1]) for each in page.locator(".asked").all_text_contents()]
    assert numbers == list(range(1, TURNS + 1))


def test_a_link_to_a_turn_shows_it_wherever_it_stands(page: Page) -> None:
    for turn in ("turn-t95", "turn-t12"):
        page.goto("/")
        page.goto(f"{ADDRESS}#{turn}")
        expect(page.locator(f"#{turn} .ask")).to_be_in_viewport()


def test_what_was_read_stays_when_another_tab_asks_on(page: Page) -> None:
    page.wait_for_load_state()
    page.locator("#earlier").evaluate("element => element.scrollIntoView()")
    expect(page.locator(".turn")).to_have_count(40)
    other = page.context.new_page()
    other.goto(ADDRESS)
    ask(other, "/plain")
    wait_for_end(other)
    page.bring_to_front()
    expect(page.locator(".turn")).to_have_count(41, timeout=20_000)
    expect(last_prose(page)).to_contain_text("The tide tables hang in the hall by the west door.")


def test_without_javascript_what_is_earlier_is_a_link_away(
    long_chat: None, open_page: OpenPage, employee: User
) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto(ADDRESS)
    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator(".turn")).to_have_count(40)
    expect(page.get_by_text("Question 81", exact=True)).to_be_in_viewport()
