"""A reply on its way: it grows, it is not lost, it can be stopped, and it leaves the reader where they are."""

import re
from itertools import pairwise

from playwright.sync_api import Page, Route, expect

from tests.browser.chatting import (
    PATIENCE,
    ask,
    html_of,
    last_prose,
    last_reply,
    message_box,
    painted,
    record_what_is_painted,
    wait_for_end,
)

BEGINNING = "The tide tables hang in the hall"  # of the passage that /plain and /slow reply with


def test_what_was_read_stays_while_more_arrives(chat_page: Page) -> None:
    record_what_is_painted(chat_page)
    ask(chat_page, "/long 30")
    wait_for_end(chat_page)
    words = [re.sub("[^a-z]", "", text) for text in painted(chat_page)]
    assert len(words) >= 3
    assert all(after.startswith(before) for before, after in pairwise(words))


def test_what_is_taken_back_gives_way_to_what_is_right(chat_page: Page) -> None:
    record_what_is_painted(chat_page)
    ask(chat_page, "/retry")
    wait_for_end(chat_page)
    assert any("canteen" in text for text in painted(chat_page))
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)
    expect(last_prose(chat_page)).not_to_contain_text("canteen")


def test_stop_keeps_what_was_shown(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.2")
    expect(last_prose(chat_page)).to_contain_text("The tide tables")
    shown = last_prose(chat_page).inner_text()
    chat_page.get_by_role("button", name="Stop reply").click()
    expect(message_box(chat_page)).to_be_focused()
    expect(chat_page.get_by_text("Stopped", exact=True)).to_be_visible()
    kept = last_prose(chat_page).inner_text()
    assert kept.startswith(shown)
    assert not kept.endswith("tell the harbour office.")
    chat_page.reload()
    expect(last_prose(chat_page)).to_have_text(kept)


def test_a_stopped_reply_can_be_tried_again(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.1")
    chat_page.get_by_role("button", name="Stop reply").click()
    chat_page.get_by_role("button", name="Try again").click()
    expect(chat_page.locator(".asked")).to_have_text(["/slow 0.1", "/slow 0.1"])
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)


def test_a_reload_in_the_middle_of_a_reply_takes_it_up_again(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.03")
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)
    chat_page.reload()
    expect(last_reply(chat_page)).to_have_attribute("aria-busy", "true")
    wait_for_end(chat_page)
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    undisturbed = html_of(last_prose(chat_page))
    assert html_of(chat_page.locator(".prose").first) == undisturbed


def test_a_cut_connection_is_taken_up_again(chat_page: Page) -> None:
    chat_page.route("**/messages/", cut_in_the_middle, times=1)
    ask(chat_page, "/slow 0.02")
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)
    wait_for_end(chat_page)
    expect(last_prose(chat_page)).to_contain_text("tell the harbour office.")
    expect(chat_page.locator(".turn")).to_have_count(1)


def cut_in_the_middle(route: Route) -> None:
    stream = route.fetch().body()
    route.fulfill(content_type="text/event-stream", body=stream[: len(stream) // 2])


def test_a_reply_is_followed_in_a_second_tab(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.1")
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)
    other = chat_page.context.new_page()
    other.goto(chat_page.url)
    expect(last_reply(other)).to_have_attribute("aria-busy", "true")
    wait_for_end(other)
    wait_for_end(chat_page)
    assert html_of(last_prose(other)) == html_of(last_prose(chat_page))


def test_a_turn_that_is_not_the_last_takes_no_more_room_than_it_needs(chat_page: Page) -> None:
    for _ in range(2):
        ask(chat_page, "/plain")
        wait_for_end(chat_page)
    first, last = (chat_page.locator(".turn").nth(number).bounding_box() for number in (0, 1))
    assert first
    assert last
    assert first["height"] < 300 < last["height"]


def test_a_busy_service_is_waited_for_and_the_message_sent_once(chat_page: Page) -> None:
    ask(chat_page, "/busy 2")
    expect(chat_page.get_by_text("Too many requests right now")).to_be_visible()
    expect(chat_page.get_by_text("Your message is kept.")).to_be_visible()
    expect(last_prose(chat_page)).to_have_text("Thank you for waiting.", timeout=PATIENCE)
    expect(chat_page.get_by_text("Too many requests right now")).to_have_count(0)
    expect(chat_page.locator(".turn")).to_have_count(1)


def test_a_refused_message_is_kept_and_can_be_sent_again(chat_page: Page) -> None:
    ask(chat_page, "/busy 600")
    expect(chat_page.get_by_text("Too many requests right now.")).to_be_visible()
    chat_page.reload()
    expect(chat_page).to_have_url(re.compile("/replies/"))
    expect(chat_page.locator(".asked")).to_have_text("/busy 600")
    chat_page.get_by_role("button", name="Try again").click()
    expect(chat_page.locator(".asked")).to_have_text(["/busy 600", "/busy 600"])


def test_a_reply_that_breaks_off_is_kept_as_far_as_it_came(chat_page: Page) -> None:
    ask(chat_page, "/broken")
    expect(chat_page.get_by_text("The connection to the assistant dropped.")).to_be_visible()
    expect(last_prose(chat_page)).to_contain_text(BEGINNING)
    expect(chat_page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_service_that_is_down_is_told_in_the_turn(chat_page: Page) -> None:
    ask(chat_page, "/down")
    expect(chat_page.get_by_text("The assistant service is not answering.")).to_be_visible()
    expect(chat_page.locator(".asked")).to_have_text("/down")
    expect(chat_page.get_by_role("button", name="Try again")).to_be_visible()


def test_nothing_in_a_hostile_reply_runs_or_is_loaded(chat_page: Page) -> None:
    """Whatever it tried would be among the complaints of the browser."""
    ask(chat_page, "/hostile")
    wait_for_end(chat_page)
    chat_page.reload()
    expect(last_prose(chat_page)).not_to_be_empty()
    expect(last_reply(chat_page).locator("script, img, iframe, form, [hx-get], [onclick], [onerror]")).to_have_count(0)
