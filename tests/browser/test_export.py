"""The chat as a file, and on paper."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, wait_for_end


def test_a_chat_is_exported_from_its_menu(chat_page: Page, tmp_path: Path) -> None:
    ask(chat_page, "How many days of parental leave do I get?")
    wait_for_end(chat_page)
    chat_page.reload()
    for row, ending in (("Markdown", "md"), ("web page", "html"), ("JSON", "json")):
        chat_page.get_by_role("button", name="More for this chat").click()
        with chat_page.expect_download() as download:
            chat_page.locator("#this-chat").get_by_role("link", name=f"Export as {row}").click()
        expect(chat_page.get_by_role("status").filter(has_text="Chat exported.")).to_be_attached()
        expect(chat_page.get_by_role("button", name="More for this chat")).to_be_focused()
        assert download.value.suggested_filename == f"How many days of parental leave do I get.{ending}"
        download.value.save_as(tmp_path / f"chat.{ending}")
    assert "[^1-1]: Parental leave" in (tmp_path / "chat.md").read_text(encoding="utf-8")


def test_the_exported_page_stands_by_itself(chat_page: Page, tmp_path: Path) -> None:
    ask(chat_page, "/hostile")
    wait_for_end(chat_page)
    chat_page.reload()
    chat_page.get_by_role("button", name="More for this chat").click()
    with chat_page.expect_download() as download:
        chat_page.locator("#this-chat").get_by_role("link", name="Export as web page").click()
    download.value.save_as(tmp_path / "chat.html")
    page = chat_page.context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_content((tmp_path / "chat.html").read_text(encoding="utf-8"))  # with its policy, and no server's
    expect(page.get_by_role("heading", name="Reply")).to_be_visible()
    assert page.locator(".asked").evaluate("each => getComputedStyle(each).whiteSpace") == "pre-wrap"
    assert requests == []


def test_on_paper_there_is_the_conversation_alone(chat_page: Page) -> None:
    ask(chat_page, "How many days of parental leave do I get?")
    wait_for_end(chat_page)
    chat_page.emulate_media(media="print", color_scheme="dark")
    for chrome in ("#composer", ".side", ".acts", ".next", ".steps", ".head .end"):
        expect(chat_page.locator(chrome).first).to_be_hidden()
    expect(chat_page.locator(".src").first).to_be_visible()
    shown = chat_page.locator(".src").first.evaluate("each => getComputedStyle(each, '::after').content")
    assert re.match(r'"https://', shown)
    assert chat_page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor") in {
        "rgb(255, 255, 255)",
        "oklch(1 0 0)",
    }
