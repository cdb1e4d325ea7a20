"""A number in the text and its source are one thing, and a reader gets from one to the other and back."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.chatting import PATIENCE, ask, last_prose, last_reply, wait_for_end
from tests.browser.conftest import OpenPage
from webchat.models import User

LIT = re.compile(r"\bon\b")
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 800, "height": 900}


@pytest.fixture
def cited_page(chat_page: Page) -> Page:
    ask(chat_page, "/citations 32")
    wait_for_end(chat_page)
    return chat_page


def marks(page: Page, number: int) -> Locator:
    return last_prose(page).get_by_role("link", name=re.compile(f"^Source {number}:"))


def note(page: Page, number: int) -> Locator:
    return page.locator(f".src[id$='-s{number}']").last


def test_pointing_at_a_number_lights_its_source_and_its_other_numbers(cited_page: Page) -> None:
    marks(cited_page, 1).first.hover()
    expect(note(cited_page, 1)).to_have_class(LIT)
    expect(marks(cited_page, 1).last).to_have_class(LIT)
    expect(note(cited_page, 2)).not_to_have_class(LIT)


def test_pointing_at_a_source_lights_all_its_numbers(cited_page: Page) -> None:
    note(cited_page, 1).hover()
    expect(marks(cited_page, 1).first).to_have_class(LIT)
    expect(marks(cited_page, 1).last).to_have_class(LIT)
    cited_page.locator("#message").hover()
    expect(marks(cited_page, 1).first).not_to_have_class(LIT)


def test_what_has_the_focus_stays_lit_while_the_pointer_is_elsewhere(cited_page: Page) -> None:
    marks(cited_page, 1).first.focus()
    marks(cited_page, 2).hover()
    expect(note(cited_page, 1)).to_have_class(LIT)
    expect(note(cited_page, 2)).to_have_class(LIT)


@pytest.mark.parametrize("way_back", ["Shift+Tab", "back"])
def test_a_number_leads_to_its_source_and_back_by_keyboard(cited_page: Page, way_back: str) -> None:
    address = cited_page.url
    second = marks(cited_page, 1).last
    second.focus()
    cited_page.keyboard.press("Enter")
    expect(note(cited_page, 1)).to_be_focused()
    if way_back == "back":
        cited_page.go_back()
    else:
        cited_page.keyboard.press(way_back)
    expect(second).to_be_focused()
    assert cited_page.url == address


def test_sources_looked_at_one_after_the_other_are_one_step_back(cited_page: Page) -> None:
    address = cited_page.url
    cited_page.goto("/")
    cited_page.goto(address)
    for number in (1, 2, 3):
        marks(cited_page, number).first.click()
        expect(note(cited_page, number)).to_be_focused()
    cited_page.go_back()
    expect(marks(cited_page, 3)).to_be_focused()
    cited_page.go_back()
    expect(cited_page).to_have_url("/")


def test_a_source_without_an_address_can_be_gone_to_as_well(cited_page: Page) -> None:
    marks(cited_page, 2).click()
    expect(note(cited_page, 2)).to_be_focused()
    expect(note(cited_page, 2)).to_contain_text("Page 12")


def test_a_tap_lights_the_source(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, has_touch=True, viewport={"width": 390, "height": 844})
    page.goto("/")
    ask(page, "/everything")
    wait_for_end(page)
    marks(page, 2).tap()
    expect(note(page, 2)).to_be_focused()
    expect(note(page, 2)).to_be_in_viewport()
    expect(marks(page, 2)).to_have_class(LIT)


def test_a_passage_has_what_was_found_in_it_marked(cited_page: Page) -> None:
    expect(note(cited_page, 1).locator("mark")).to_have_text("a pilot")


def test_the_source_that_was_gone_to_shows_all_it_quotes(cited_page: Page) -> None:
    another = note(cited_page, 1).get_by_text("A pilot is ordered by radio.")
    expect(another).to_be_hidden()
    marks(cited_page, 1).first.click()
    expect(another).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_of_many_sources_the_others_are_one_press_away(cited_page: Page, size: ViewportSize) -> None:
    cited_page.set_viewport_size(size)
    expect(note(cited_page, 40)).to_be_hidden()
    cited_page.get_by_text("Show all 40").click()
    expect(note(cited_page, 40)).to_be_visible()
    cited_page.get_by_text("Show fewer").click()
    expect(note(cited_page, 40)).to_be_hidden()


def test_a_number_opens_the_list_that_its_source_is_in(cited_page: Page) -> None:
    marks(cited_page, 40).click()
    expect(note(cited_page, 40)).to_be_focused()
    expect(note(cited_page, 40)).to_be_in_viewport()


def test_beside_the_text_where_there_is_room_and_else_under_it(cited_page: Page) -> None:
    text = last_prose(cited_page)
    cited_page.set_viewport_size(WIDE)
    assert edges(note(cited_page, 1))["left"] > edges(text)["right"]
    cited_page.set_viewport_size(NARROW)
    assert edges(note(cited_page, 1))["top"] > edges(text)["bottom"]


def edges(element: Locator) -> dict[str, float]:
    found: dict[str, float] = element.evaluate("element => element.getBoundingClientRect().toJSON()")
    return found


def test_a_number_leads_to_its_source_while_the_strip_still_waits(cited_page: Page) -> None:
    cited_page.set_viewport_size(NARROW)
    last_reply(cited_page).evaluate("reply => reply.setAttribute('aria-busy', 'true')")
    expect(note(cited_page, 1)).to_be_hidden()
    marks(cited_page, 1).first.click()
    expect(note(cited_page, 1)).to_be_focused()
    expect(note(cited_page, 1)).to_be_in_viewport()


def test_a_source_in_another_direction_stands_beside_its_number(open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, locale="ar", viewport=WIDE)
    page.goto("/")
    page.wait_for_load_state()
    page.locator("#message").fill("/citations")
    page.locator("#message").press("Enter")
    # While a reply is written, its sources are drawn anew.
    expect(page.locator(".reply:not([aria-busy])")).to_be_visible(timeout=PATIENCE)
    title = page.locator(".src b").first
    assert title.evaluate("title => getComputedStyle(title).direction") == "ltr"
    assert title.evaluate("title => getComputedStyle(title).textAlign") == "right"


def test_the_strip_waits_for_the_end_of_the_reply(cited_page: Page) -> None:
    cited_page.set_viewport_size(NARROW)
    expect(note(cited_page, 1)).to_be_visible()
    last_reply(cited_page).evaluate("reply => reply.setAttribute('aria-busy', 'true')")
    expect(note(cited_page, 1)).to_be_hidden()
    cited_page.set_viewport_size(WIDE)
    expect(note(cited_page, 1)).to_be_visible()


def test_no_number_is_parted_from_its_word(cited_page: Page) -> None:
    """At every width a number stands on the line its word ends on."""
    for width in range(320, 480, 20):
        cited_page.set_viewport_size({"width": width, "height": 900})
        assert last_prose(cited_page).evaluate(PARTED) == []


PARTED = """prose => [...prose.querySelectorAll(".cite")].filter((mark) => {
  const text = mark.previousSibling;
  if (text?.nodeType !== Node.TEXT_NODE) return false;
  const words = text.data.replace(/\\s*\u2060$/, "");
  if (!words) return false;
  const range = document.createRange();
  range.setStart(text, words.length - 1);
  range.setEnd(text, words.length);
  return range.getBoundingClientRect().bottom < mark.getBoundingClientRect().top;
}).map((mark) => mark.textContent)"""
