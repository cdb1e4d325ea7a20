"""Attaching files with the mouse, the keyboard and the clipboard."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chatting import ask, message_box, wait_for_end
from tests.browser.conftest import Watch

# Both gestures carry one file of 2,000 bytes.
_CARRIED = """
  const data = new DataTransfer();
  data.items.add(new File(["Zeppelins. ".repeat(200)], name));
"""
DROP = f"""(thread, name) => {{
  {_CARRIED}
  for (const type of ["dragover", "drop"])
    thread.dispatchEvent(new DragEvent(type, {{ dataTransfer: data, bubbles: true, cancelable: true }}));
}}"""
PASTE = f"""(message, name) => {{
  {_CARRIED}
  message.dispatchEvent(new ClipboardEvent("paste", {{ clipboardData: data, bubbles: true, cancelable: true }}));
}}"""


@pytest.fixture
def panel(chat_page: Page) -> Locator:
    return chat_page.get_by_role("complementary", name="Files in this chat")


def test_a_dropped_file_is_attached(chat_page: Page, panel: Locator) -> None:
    chat_page.locator("#thread").evaluate(DROP, "dropped.txt")
    expect(panel.get_by_role("listitem").filter(has_text="dropped.txt")).to_contain_text("Ready")


def test_a_pasted_file_is_attached(chat_page: Page, panel: Locator) -> None:
    chat_page.get_by_role("textbox", name="Message").evaluate(PASTE, "pasted.txt")
    expect(panel.get_by_role("listitem").filter(has_text="pasted.txt")).to_contain_text("Ready")


def test_a_file_of_a_wrong_type_says_why(chat_page: Page, panel: Locator, watch: Watch) -> None:
    watch.refusals.add(422)
    chat_page.locator("#thread").evaluate(DROP, "setup.exe")
    expect(panel.get_by_role("listitem").filter(has_text="setup.exe")).to_contain_text("Type not supported.")


def test_an_upload_shows_its_progress_and_can_be_cancelled(chat_page: Page, panel: Locator) -> None:
    held: list[Route] = []
    chat_page.route("**/files/", lambda route: held.append(route))  # noqa: PLW0108 - no built-ins here
    chat_page.locator("#thread").evaluate(DROP, "large.txt")
    expect(panel.get_by_role("progressbar", name="Uploading large.txt")).to_be_visible()
    panel.get_by_role("button", name="Cancel upload of large.txt").click()
    expect(panel.get_by_role("listitem")).to_have_count(0)
    held[0].abort()


def test_a_file_can_be_removed_again(chat_page: Page, panel: Locator) -> None:
    chat_page.locator("#thread").evaluate(DROP, "dropped.txt")
    panel.get_by_role("button", name="Remove dropped.txt").click()
    expect(panel.get_by_role("listitem")).to_have_count(0)
    expect(chat_page.get_by_role("list", name="Attached files")).not_to_be_attached()


def test_what_is_tried_again_takes_its_file_along_and_leaves_what_is_typed(chat_page: Page, panel: Locator) -> None:
    chat_page.locator("#thread").evaluate(DROP, "dropped.txt")
    expect(panel.get_by_role("listitem").filter(has_text="dropped.txt")).to_contain_text("Ready")
    ask(chat_page, "/error")
    wait_for_end(chat_page)
    message_box(chat_page).fill("Typed meanwhile")
    chat_page.get_by_role("button", name="Try again").click()
    expect(chat_page.locator(".asked")).to_have_text(["/error", "/error"])
    expect(chat_page.locator(".ask").last).to_contain_text("dropped.txt")
    expect(message_box(chat_page)).to_have_value("Typed meanwhile")
    wait_for_end(chat_page)


def test_after_a_file_is_removed_the_focus_is_at_the_next_one(chat_page: Page) -> None:
    chips = chat_page.get_by_role("list", name="Attached files")
    for name in ("one.txt", "two.txt", "three.txt"):
        chat_page.locator("#thread").evaluate(DROP, name)
        expect(chips).to_contain_text(name)
    expect(chips.get_by_text("Reading")).to_have_count(0)
    chips.get_by_role("button", name="Remove two.txt").press("Enter")
    expect(chips.get_by_role("button", name="Remove three.txt")).to_be_focused()
    chat_page.keyboard.press("Enter")
    expect(chips.get_by_role("button", name="Remove one.txt")).to_be_focused()
    chat_page.keyboard.press("Enter")
    expect(chat_page.get_by_role("link", name="Attach files")).to_be_focused()


def test_the_files_of_a_failed_reply_are_offered_again_at_once(chat_page: Page) -> None:
    chips = chat_page.get_by_role("list", name="Attached files")
    chat_page.locator("#thread").evaluate(DROP, "one.txt")
    expect(chips.get_by_role("listitem")).to_have_count(1)
    expect(chips.get_by_text("Reading")).to_have_count(0)
    ask(chat_page, "/error")
    wait_for_end(chat_page)
    expect(chips).to_contain_text("one.txt")
