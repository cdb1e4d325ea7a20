"""What was deleted can be brought back for a while: by mouse, by keyboard, after a reload, and without JavaScript."""

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import choose, delete_open_chat, message_box, open_menu, titles
from tests.browser.conftest import OpenPage, SaveChats, Watch
from webchat.models import Deletion, User
from webchat.sandbox.backend import Backend

ALL = ["Three", "Two", "One"]


def undo(page: Page) -> Locator:
    return page.get_by_role("button", name="Undo")


def said(page: Page, words: str) -> Locator:
    return page.get_by_role("status").filter(has_text=words)


def delete(page: Page, title: str) -> None:
    open_menu(page, title).get_by_role("button", name="Delete").click()


def link(page: Page, title: str) -> Locator:
    return page.get_by_role("link", name=title, exact=True)


def test_a_deleted_chat_is_brought_back_to_its_place(three_chats: Page) -> None:
    page = three_chats
    delete(page, "Two")
    expect(titles(page)).to_have_text(["Three", "One"])
    expect(said(page, "Chat deleted. It can be undone.")).to_be_attached()
    undo(page).click()
    expect(titles(page)).to_have_text(ALL)
    expect(undo(page)).to_have_count(0)
    expect(said(page, "Undone.")).to_be_attached()


def test_focus_goes_to_the_next_row_then_to_the_one_before_and_at_last_to_new_chat(three_chats: Page) -> None:
    page = three_chats
    for title, next_one in (("Two", "One"), ("One", "Three"), ("Three", "New chat")):
        page.get_by_role("button", name=f"More for {title}").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Rename…")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(link(page, title)).to_have_count(0)
        expect(link(page, next_one)).to_be_focused()
    expect(page.locator("#undo")).to_contain_text("3 chats deleted.")


def test_several_are_brought_back_by_keyboard(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Select chats…")
    for title in ("One", "Three"):
        page.get_by_role("checkbox", name=title).check()
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(titles(page)).to_have_text(["Two"])
    expect(page.locator("#undo")).to_contain_text("2 chats deleted.")
    expect(link(page, "Two")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(titles(page)).to_have_text(ALL)
    expect(link(page, "Two")).to_be_focused()


def test_all_are_brought_back(three_chats: Page) -> None:
    page = three_chats
    choose(page, "Delete all chats…")
    page.get_by_label("Type 3 to confirm").fill("3")
    page.get_by_role("button", name="Delete 3 chats").click()
    expect(page.get_by_text("Your chats will be listed here.")).to_be_visible()
    undo(page).click()
    expect(titles(page)).to_have_text(ALL)


def test_the_key_that_undoes_a_delete_undoes_typing_in_the_message_box(three_chats: Page) -> None:
    page = three_chats
    delete(page, "Two")
    expect(titles(page)).to_have_text(["Three", "One"])
    message_box(page).press_sequentially("No")
    page.keyboard.press("Control+z")
    expect(message_box(page)).to_have_value("")
    expect(undo(page)).to_be_visible()


def test_the_open_chat_is_left_and_come_back_to_also_after_a_reload(three_chats: Page) -> None:
    page = three_chats
    link(page, "Two").click()
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    address = page.url
    delete_open_chat(page)
    expect(page).to_have_url("/")
    expect(said(page, "Chat deleted.")).to_be_attached()
    expect(message_box(page)).to_be_focused()
    page.reload()
    expect(undo(page)).to_be_visible()
    expect(message_box(page)).to_be_focused()
    expect(page.locator("[data-undo][popover]")).to_be_visible()
    assert page.locator("#say").inner_text() == ""  # once is enough
    page.keyboard.press("Shift+Tab")
    expect(undo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)
    expect(titles(page)).to_have_text(ALL)


def test_when_the_time_is_over_the_notice_goes_and_the_chat_with_it(
    three_chats: Page, sandbox: Backend, employee: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 2
    page = three_chats
    delete(page, "Two")
    expect(link(page, "One")).to_be_focused()
    undo(page).focus()
    expect(undo(page)).to_have_count(0)
    expect(message_box(page)).to_be_focused()
    deadline = time.monotonic() + 20
    while len(sandbox.chats.owned_by(employee.email)) == 3:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
    assert [chat.name for chat in sandbox.chats.owned_by(employee.email)] == ["Three", "One"]


def test_who_comes_too_late_is_told(three_chats: Page, watch: Watch) -> None:
    watch.refusals.add(409)
    delete(three_chats, "Two")
    expect(undo(three_chats)).to_be_visible()
    Deletion.objects.update(tries=1)
    undo(three_chats).click()
    expect(three_chats.get_by_role("alert")).to_contain_text("It is too late to undo this.")
    expect(undo(three_chats)).to_have_count(0)


def test_a_message_to_a_chat_deleted_in_another_tab_is_kept_and_undo_offered(three_chats: Page, watch: Watch) -> None:
    watch.refusals.add(410)
    page = three_chats
    link(page, "Two").click()
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    other = page.context.new_page()
    other.goto("/")
    delete(other, "Two")
    expect(undo(other)).to_be_visible()
    message_box(page).fill("/plain")
    message_box(page).press("Enter")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("This chat was deleted.")
    expect(message_box(page)).to_have_value("/plain")
    undo(page).click()
    expect(notice).to_have_count(0)
    message_box(page).press("Enter")
    expect(page.locator(".asked")).to_have_text("/plain")


def test_a_removed_file_is_brought_back(chat_page: Page, plan: Path) -> None:
    page = chat_page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("link", name="Attach files").click()
    chooser.value.set_files(plan)
    row = page.locator("#file-list").get_by_role("listitem").filter(has_text=plan.name)
    expect(row).to_contain_text("Ready")
    row.get_by_role("button", name=f"Remove {plan.name}").click()
    expect(row).to_have_count(0)
    expect(said(page, f"{plan.name} removed.")).to_be_attached()
    undo(page).click()
    expect(row).to_contain_text("Ready")
    expect(page.get_by_role("list", name="Attached files")).to_contain_text(plan.name)


def test_undo_without_javascript(open_page: OpenPage, employee: User, save_chats: SaveChats) -> None:
    save_chats(["One", "Two"])
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    link(page, "Two").click()
    delete_open_chat(page)
    expect(titles(page)).to_have_text(["One"])
    undo(page).click()
    expect(page.get_by_role("heading", name="Two", exact=True)).to_be_visible()
    expect(titles(page)).to_have_text(["Two", "One"])
