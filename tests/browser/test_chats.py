"""The list of saved chats: choosing several, and deleting."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import choose
from tests.browser.conftest import SaveChats, Watch


def titles(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Chats").locator("li a:not([aria-label])")


def test_several_chats_are_chosen_and_deleted(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Select chats…")
    for title in ("One", "Three"):
        page.get_by_role("checkbox", name=title).check()
    toolbar = page.get_by_role("toolbar", name="Selected chats")
    expect(toolbar).to_contain_text("2 selected")
    toolbar.get_by_role("button", name="Delete").click()
    expect(titles(page)).to_have_text(["Two"])


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


def test_older_chats_come_when_the_list_is_scrolled(save_chats: SaveChats, chat_page: Page) -> None:
    save_chats(f"Chat {number}" for number in range(60))
    chat_page.reload()
    expect(titles(chat_page)).to_have_count(50)
    titles(chat_page).last.scroll_into_view_if_needed()
    expect(titles(chat_page)).to_have_count(60)
    expect(titles(chat_page).last).to_have_text("Chat 0")
