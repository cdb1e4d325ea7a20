"""Keys that work from everywhere on the conversation page."""

from playwright.sync_api import Page, expect

from tests.browser.chatting import message_box


def test_a_list_tells_what_the_keys_do(chat_page: Page) -> None:
    chat_page.wait_for_load_state()
    chat_page.keyboard.press("Control+/")
    dialog = chat_page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("New chat")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    chat_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(message_box(chat_page)).to_be_focused()


def test_the_list_is_in_the_menu_of_the_account_too(chat_page: Page) -> None:
    chat_page.get_by_role("button", name="Erin Employee").click()
    chat_page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog = chat_page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_ctrl_shift_o_begins_a_chat(three_chats: Page) -> None:
    three_chats.get_by_role("link", name="One", exact=True).click()
    expect(three_chats.get_by_role("heading", level=1)).to_have_text("One")
    three_chats.keyboard.press("Control+Shift+O")
    expect(three_chats).to_have_url("/")
