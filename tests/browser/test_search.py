"""Searching the titles of all saved chats, and choosing among what is found."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chatting import choose, row, titles
from tests.browser.conftest import OpenPage, SaveChats
from webchat.models import User


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search chats")


def box(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=title, exact=True)


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Selected chats")


@pytest.fixture
def many(save_chats: SaveChats, chat_page: Page) -> Page:
    """Sixty chats, every other one about keys, and under all of them a résumé."""
    save_chats(["Résumé", *(f"{'Key' if number % 2 else 'Leave'} {number}" for number in range(60))])
    chat_page.reload()
    return chat_page


def test_a_chat_is_found_wherever_in_the_list_it_is(many: Page) -> None:
    expect(row(many, "Résumé")).to_have_count(0)
    many.keyboard.press("Control+k")
    expect(field(many)).to_be_focused()
    many.keyboard.type("resum")
    expect(titles(many)).to_have_text(["Résumé"])
    expect(titles(many).locator("mark")).to_have_text("Résum")
    expect(field(many)).to_be_focused()
    expect(many.get_by_role("status")).to_have_text("1 chat found.")


def test_escape_clears_the_search(many: Page) -> None:
    field(many).press_sequentially("resum")
    expect(titles(many)).to_have_count(1)
    field(many).press("Escape")
    expect(field(many)).to_have_value("")
    expect(titles(many)).to_have_count(50)
    expect(field(many)).to_be_focused()


def test_a_search_without_a_hit_says_so_and_can_be_cleared(many: Page) -> None:
    field(many).press_sequentially("<b>zzz")
    expect(many.get_by_text("No chat title contains “<b>zzz”.")).to_be_visible()
    expect(many.get_by_role("status")).to_have_text("No chat title contains “<b>zzz”.")
    many.get_by_role("link", name="Clear search").click()
    expect(titles(many)).to_have_count(50)
    expect(field(many)).to_be_focused()


def test_the_latest_answer_wins(many: Page) -> None:
    waiting: list[Route] = []
    many.route("**/chats/?q=key", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    with many.expect_request("**/chats/?q=key"):
        field(many).fill("key")
    field(many).fill("resume")
    expect(titles(many)).to_have_text(["Résumé"])
    for route in waiting:
        route.continue_()
    expect(titles(many)).to_have_text(["Résumé"])


def test_a_list_that_changes_meanwhile_is_still_what_was_looked_for(many: Page, save_chats: SaveChats) -> None:
    field(many).fill("resume")
    expect(titles(many)).to_have_count(1)
    save_chats(["Another resume", "Another"])
    many.evaluate("document.dispatchEvent(new Event('chats-changed'))")
    expect(titles(many)).to_have_text(["Another resume", "Résumé"])


def test_the_field_is_found_though_the_sidebar_is_hidden(many: Page) -> None:
    many.get_by_role("button", name="Hide sidebar").click()
    expect(field(many)).to_be_hidden()
    many.keyboard.press("Control+k")
    expect(field(many)).to_be_focused()


def test_searching_needs_no_script(save_chats: SaveChats, open_page: OpenPage, employee: User) -> None:
    save_chats(["Résumé", "Key"])
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    field(page).fill("resume")
    field(page).press("Enter")
    expect(page.locator("#chats li > a")).to_have_text(["Résumé"])
    expect(field(page)).to_have_value("resume")


# --- choosing -----------------------------------------------------------------------------------------------------


def test_several_chats_are_chosen_and_deleted(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Select chats…")
    expect(box(page, "Three")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Selecting chats.")
    for title in ("One", "Three"):
        box(page, title).check()
    expect(bar(page)).to_contain_text("2 selected")
    bar(page).get_by_role("button", name="Delete").click()
    expect(titles(page)).to_have_text(["Two"])


def test_a_range_is_chosen_with_shift_by_mouse_and_by_keyboard(many: Page) -> None:
    choose(many, "Select chats…")
    box(many, "Key 59").check()
    row(many, "Key 53").locator("label").click(modifiers=["Shift"])
    expect(bar(many)).to_contain_text("7 selected")
    box(many, "Leave 56").focus()
    many.keyboard.press("Space")
    expect(bar(many)).to_contain_text("6 selected")
    for _ in range(2):
        many.keyboard.press("ArrowDown")
    many.keyboard.press("Shift+Space")
    expect(bar(many)).to_contain_text("4 selected")


def test_choosing_a_range_selects_no_text(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Select chats…")
    expect(bar(page)).to_be_visible()
    row(page, "Three").locator("label").click()
    row(page, "One").locator("label").click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("3 selected")
    assert page.evaluate("getSelection().toString()") == ""


def test_whoever_types_right_after_cancel_has_ended_the_choice(many: Page) -> None:
    choose(many, "Select chats…")
    box(many, "Key 59").check()
    many.route("**/chats/?q=", lambda _: None)  # the answer to Cancel never comes
    bar(many).get_by_role("link", name="Cancel").click()
    field(many).fill("resume")
    expect(titles(many)).to_have_text(["Résumé"])
    expect(bar(many)).to_have_count(0)


def test_all_that_match_are_chosen_with_their_exact_number(many: Page) -> None:
    choose(many, "Select chats…")
    expect(bar(many)).to_be_visible()
    many.keyboard.press("Control+k")
    many.keyboard.type("key")
    bar(many).get_by_role("link", name="Select all 30").click()
    expect(bar(many)).to_contain_text("30 selected")
    bar(many).get_by_role("button", name="Delete").click()
    expect(many.get_by_role("status")).to_contain_text("30 chats deleted.")


def test_all_of_several_pages_are_chosen(many: Page) -> None:
    choose(many, "Select chats…")
    bar(many).get_by_role("link", name="Select all 61").click()
    expect(bar(many)).to_contain_text("61 selected")
    expect(many.get_by_role("checkbox", checked=True)).to_have_count(61)


def test_a_choice_outlives_a_search(many: Page) -> None:
    choose(many, "Select chats…")
    box(many, "Key 59").check()
    field(many).fill("resume")
    box(many, "Résumé").check()
    expect(bar(many)).to_contain_text("2 selected, 1 not shown")
    field(many).fill("")
    expect(box(many, "Key 59")).to_be_checked()
    expect(bar(many)).to_contain_text("2 selected")
    field(many).fill("resume")
    expect(bar(many)).to_contain_text("1 not shown")
    bar(many).get_by_role("button", name="Delete").click()
    expect(many.get_by_role("status")).to_contain_text("2 chats deleted.")


def test_escape_ends_choosing_where_the_reader_was(three_chats: Page) -> None:
    page = three_chats
    titles(page).get_by_text("Two").click()
    expect(page.get_by_role("heading", name="Two", level=1)).to_be_visible()
    choose(page, "Select chats…")
    box(page, "One").check()
    page.keyboard.press("Escape")
    expect(bar(page)).to_have_count(0)
    expect(page.get_by_role("link", name="Two", exact=True)).to_be_focused()
    choose(page, "Select chats…")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_all_are_chosen_without_a_script(save_chats: SaveChats, open_page: OpenPage, employee: User) -> None:
    save_chats(f"Key {number}" for number in range(60))
    page = open_page(employee, java_script_enabled=False)
    page.goto("/chats/?select")
    field(page).fill("key 5")
    field(page).press("Enter")
    page.get_by_role("link", name="Select all 15").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("15 chats deleted.")).to_be_visible()
