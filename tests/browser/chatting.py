"""What a reader of the chat page does and sees, in the words of the tests."""

import re

from playwright.sync_api import Locator, Page, expect

PATIENCE = 20_000  # milliseconds for a whole reply, on a machine that is busy

_PAINTED = """() => {
  window.painted = [];
  const look = () => {
    const text = [...document.querySelectorAll(".prose")].at(-1)?.textContent;
    if (text && text !== painted.at(-1)) painted.push(text);
    requestAnimationFrame(look);
  };
  look();
}"""


def message_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def ask(page: Page, prompt: str) -> None:
    """Returns when the reply has begun, and the box is free for the next message."""
    page.wait_for_load_state()  # what Enter does is a script's
    turns = page.locator(".turn")
    before = turns.count()
    message_box(page).fill(prompt)
    message_box(page).press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(message_box(page)).not_to_have_value(prompt)


def wait_for_end(page: Page) -> None:
    expect(last_reply(page)).not_to_have_attribute("aria-busy", "true", timeout=PATIENCE)


def last_reply(page: Page) -> Locator:
    return page.get_by_role("article", name="Reply").last


def last_prose(page: Page) -> Locator:
    return page.locator(".prose").last


def choose(page: Page, command: str) -> None:
    """From the menu of the account."""
    page.get_by_role("button", name="Erin Employee").click()
    page.get_by_role("link", name=command).click()


def html_of(prose: Locator) -> str:
    """What stands there, but for the reply's id: a reply that is saved has another one."""
    return re.sub(r'href="#[\w-]+-s(\d+)"', r'href="#s\1"', prose.inner_html()).strip()


def record_what_is_painted(page: Page) -> None:
    """From now on the text of the last reply is noted with every frame in which it has changed."""
    page.evaluate(_PAINTED)


def painted(page: Page) -> list[str]:
    texts: list[str] = page.evaluate("painted")
    return texts


def titles(page: Page) -> Locator:
    """The chats of the list."""
    return page.get_by_role("navigation", name="Chats").locator("li > a")


def row(page: Page, title: str) -> Locator:
    exact = re.compile(rf"^\s*{re.escape(title)}\b")
    return page.locator("#chats li").filter(has=page.locator("a, label").get_by_text(exact))


def open_menu(page: Page, title: str) -> Locator:
    """Of a chat of the list."""
    row(page, title).hover()
    page.get_by_role("button", name=f"More for {title}").click()
    return row(page, title).locator(".menu")


def delete_open_chat(page: Page) -> None:
    page.get_by_role("button", name="More for this chat").click()
    page.locator("#this-chat").get_by_role("button", name="Delete").click()
