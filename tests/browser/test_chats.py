"""The list of saved chats: named, pinned, deleted, and kept up to date."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chatting import (
    ask,
    choose,
    delete_open_chat,
    last_prose,
    message_box,
    open_menu,
    row,
    titles,
    wait_for_end,
)
from tests.browser.conftest import OpenPage, SaveChats, Watch
from webchat.models import User
from webchat.sandbox.backend import Backend
from webchat.views import sidebar


def rename(page: Page, title: str) -> None:
    dialog = page.get_by_role("dialog", name="Rename chat")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Title").press("Enter")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


# --- names and pins -----------------------------------------------------------------------------------------------


def test_a_chat_is_renamed_from_its_row(three_chats: Page) -> None:
    page = three_chats
    open_menu(page, "Two").get_by_role("link", name="Rename…").click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("Two")
    rename(page, "My keys")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(titles(page)).to_have_text(["Three", "My keys", "One"])
    expect(page.get_by_role("status")).to_have_text("Chat renamed.")
    expect(page.get_by_role("button", name="More for My keys")).to_be_focused()


def test_the_head_and_the_tab_of_an_open_chat_follow_its_name(three_chats: Page) -> None:
    page = three_chats
    titles(page).get_by_text("Two").click()
    expect(heading(page)).to_have_text("Two")
    page.get_by_role("button", name="More for this chat").click()
    page.get_by_role("link", name="Rename…").click()
    rename(page, "My keys")
    expect(heading(page)).to_have_text("My keys")
    expect(page).to_have_title("My keys · Webchat")


def test_another_tab_hears_of_a_new_name(three_chats: Page) -> None:
    page = three_chats
    other = page.context.new_page()
    other.goto("/")
    open_menu(page, "Two").get_by_role("link", name="Rename…").click()
    rename(page, "My keys")
    expect(titles(other)).to_have_text(["Three", "My keys", "One"])


def test_a_name_that_cannot_be_is_told_beside_it(three_chats: Page, watch: Watch) -> None:
    watch.refusals.add(422)
    page = three_chats
    open_menu(page, "Two").get_by_role("link", name="Rename…").click()
    rename(page, "x" * 121)
    field = page.get_by_role("dialog").get_by_label("Title")
    expect(field).to_have_accessible_description(re.compile("This one has 121."))
    expect(field).to_have_value("x" * 121)
    expect(field).to_be_focused()
    expect(page.locator("#notice")).to_be_empty()  # it is told once, and not behind the dialog too


def test_a_chat_is_pinned_on_top_and_unpinned(three_chats: Page) -> None:
    page = three_chats
    open_menu(page, "One").get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("list", name="Pinned").locator("li > a")).to_have_text(["One"])
    expect(titles(page)).to_have_text(["One", "Three", "Two"])
    expect(page.get_by_role("button", name="More for One")).to_be_focused()
    open_menu(page, "One").get_by_role("button", name="Unpin").click()
    expect(titles(page)).to_have_text(["Three", "Two", "One"])
    expect(page.get_by_role("list", name="Pinned")).to_have_count(0)


def test_a_menu_is_gone_through_by_keyboard(three_chats: Page) -> None:
    page = three_chats
    button = page.get_by_role("button", name="More for Two")
    button.focus()
    button.press("Enter")
    menu = row(page, "Two").locator(".menu")
    expect(menu.get_by_role("link", name="Rename…")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="Pin")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_names_and_pins_need_no_script(save_chats: SaveChats, open_page: OpenPage, employee: User) -> None:
    save_chats(["One", "Two"])
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="More for")).to_have_count(0)
    choose_for(page, "One").get_by_role("button", name="Pin", exact=True).click()
    expect(titles(page)).to_have_text(["One", "Two"])
    choose_for(page, "Two").get_by_role("link", name="Rename…").click()
    page.get_by_label("Title").fill("My keys")
    page.get_by_role("button", name="Rename").click()
    expect(heading(page)).to_have_text("My keys")
    expect(titles(page)).to_have_text(["One", "My keys"])


def choose_for(page: Page, title: str) -> Locator:
    """The menu of a chat, on its own page."""
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("button", name="More for this chat").click()
    return page.locator("#this-chat")


def test_an_open_menu_stays_while_the_list_changes(three_chats: Page, sandbox: Backend, employee: User) -> None:
    page = three_chats
    menu = open_menu(page, "Two")
    expect(menu.get_by_role("link", name="Rename…")).to_be_focused()
    one = next(chat for chat in sandbox.chats.owned_by(employee.email) if chat.name == "One")
    sandbox.chats.delete(employee.email, [one.id])
    with page.expect_response(re.compile(r"/chats/\?")):
        page.evaluate("document.dispatchEvent(new Event('chats-changed'))")
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(menu).to_be_visible()
    expect(titles(page)).to_have_text(["Three", "Two", "One"])
    page.keyboard.press("Escape")
    expect(titles(page)).to_have_text(["Three", "Two"])


# --- the chat that is open ----------------------------------------------------------------------------------------


def test_a_chat_just_begun_has_its_menu_and_a_name_at_once(chat_page: Page) -> None:
    page = chat_page
    ask(page, "/slow 0.2 is what I ask for")
    expect(heading(page)).to_contain_text("is what I ask for")
    expect(page).to_have_title(re.compile("is what I ask for"))
    expect(page.get_by_role("article", name="Reply")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("link", name="Files in this chat")).to_have_attribute("href", re.compile(r"\?chat=\w+"))
    delete_open_chat(page)
    expect(page).to_have_url("/")
    expect(page.locator("#undo")).to_contain_text("Chat deleted.")


def test_a_chat_that_vanished_is_told_where_it_is_open(chat_page: Page, sandbox: Backend, employee: User) -> None:
    page = chat_page
    ask(page, "/plain")
    wait_for_end(page)
    expect(titles(page)).to_have_count(1)
    (chat,) = sandbox.chats.owned_by(employee.email)
    sandbox.chats.delete(employee.email, [chat.id])
    page.evaluate("document.dispatchEvent(new Event('chats-changed'))")
    expect(page.get_by_role("alert")).to_contain_text("This chat is no longer there")
    expect(titles(page)).to_have_count(0)
    expect(last_prose(page)).to_be_visible()
    page.get_by_role("alert").get_by_role("link", name="New chat").click()
    expect(page).to_have_url(re.compile("/$"))


def test_a_chat_deleted_in_one_tab_is_gone_in_the_other(three_chats: Page) -> None:
    page = three_chats
    titles(page).get_by_text("Two").click()
    expect(heading(page)).to_have_text("Two")
    other = page.context.new_page()
    other.goto("/")
    open_menu(other, "Two").get_by_role("button", name="Delete").click()
    expect(titles(other)).to_have_text(["Three", "One"])
    expect(titles(page)).to_have_text(["Three", "One"])
    expect(page.get_by_role("alert")).to_contain_text("This chat was deleted.")
    other.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Three", "Two", "One"])
    expect(page.get_by_role("alert")).to_have_count(0)


# --- deleting -----------------------------------------------------------------------------------------------------


def test_choosing_none_deletes_none_and_says_so(three_chats: Page, watch: Watch) -> None:
    watch.refusals.add(422)
    choose(three_chats, "Select chats…")
    three_chats.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(three_chats.get_by_role("dialog", name="Choose at least one chat.")).to_be_visible()


def test_all_chats_are_deleted_once_their_number_is_typed(three_chats: Page, watch: Watch) -> None:
    watch.refusals.add(422)
    page = three_chats
    choose(page, "Delete all chats…")
    dialog = page.get_by_role("dialog", name="Delete all 3 chats?")
    dialog.get_by_label("Type 3 to confirm").fill("2")
    dialog.get_by_role("button", name="Delete 3 chats").click()
    expect(dialog).to_contain_text("That is not the number of chats. Type 3.")
    dialog.get_by_label("Type 3 to confirm").fill("3")
    dialog.get_by_role("button", name="Delete 3 chats").click()
    expect(page.get_by_text("Your chats will be listed here.")).to_be_visible()


def test_a_dialog_can_be_left_without_deleting(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Delete all chats…")
    expect(page.get_by_role("dialog", name="Delete all 3 chats?").get_by_label("Type 3 to confirm")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(titles(page)).to_have_text(["Three", "Two", "One"])


def test_after_deleting_the_next_row_has_the_focus(three_chats: Page) -> None:
    page = three_chats
    open_menu(page, "Two").get_by_role("button", name="Delete").click()
    expect(titles(page)).to_have_text(["Three", "One"])
    expect(titles(page).get_by_text("One").locator("..")).to_be_focused()


# --- its length ---------------------------------------------------------------------------------------------------


def test_older_chats_come_when_the_list_is_scrolled_and_stay(save_chats: SaveChats, chat_page: Page) -> None:
    page = chat_page
    save_chats(f"Chat {number}" for number in range(60))
    page.reload()
    expect(titles(page)).to_have_count(50)
    titles(page).last.scroll_into_view_if_needed()
    expect(titles(page)).to_have_count(60)
    expect(titles(page).last).to_have_text("Chat 0")
    place = page.locator("#chats").evaluate("list => list.scrollTop")
    with page.expect_response("**/chats/?*"):
        page.evaluate("document.dispatchEvent(new Event('chats-changed'))")
    expect(titles(page)).to_have_count(60)
    assert page.locator("#chats").evaluate("list => list.scrollTop") == place


# --- a list that takes its time -----------------------------------------------------------------------------------


@pytest.fixture
def late(save_chats: SaveChats, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chats, whose list no page waits for."""
    save_chats(["One", "Two"])
    monkeypatch.setattr(sidebar, "PATIENCE", 0)


def test_a_list_that_takes_its_time_follows_the_page(late: None, open_page: OpenPage, employee: User) -> None:
    page = open_page(employee)
    waiting: list[Route] = []
    page.route("**/chats/?*", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    page.goto("/")
    expect(page.locator("#chats")).to_contain_text("Loading your chats…")
    expect(message_box(page)).to_be_focused()
    message_box(page).fill("typed meanwhile")
    waiting[0].continue_()
    expect(titles(page)).to_have_text(["Two", "One"])
    expect(page.get_by_text("Loading your chats…")).to_have_count(0)
    expect(message_box(page)).to_be_focused()
    expect(message_box(page)).to_have_value("typed meanwhile")


def test_without_a_script_a_late_list_is_a_link_away(late: None, open_page: OpenPage, employee: User) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Show your chats").click()
    expect(page.locator("#chats li > a")).to_have_text(["Two", "One"])
