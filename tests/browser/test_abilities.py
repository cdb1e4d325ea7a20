"""Before another chat API than the sandbox's: one that can do less, and some things more."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, wait_for_end
from tests.browser.test_accessibility import AXE, LOOKS, violations
from tests.fakes import ScriptedClient, saved_chat
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode, Prompt
from webchat.upstream.types.replies import ReplyEvent, ReplyFinished, ReplyStarted, TextDelta, Usage
from webchat.upstream.types.saved import Turn
from webchat.views import account, assistants, chats, exports, files, messages, replies, turns

CAN = Capabilities(modes=(Mode.PLAIN, Mode.DOCUMENTS), rename=True, delete_message=True, settings=True)


@dataclass
class Keeping(ScriptedClient):
    """Saves what it is asked and what it replies, each message with an id of its own."""

    async def reply(self, prompt: Prompt) -> AsyncGenerator[ReplyEvent, None]:
        chat_id = prompt.chat_id or "c1"
        chat = self.saved.get(chat_id) or saved_chat(chat_id, prompt.text)
        said = (TextDelta(f"An answer to **{prompt.text}**."), ReplyFinished(usage=Usage(model="small")))
        for event in (ReplyStarted(chat_id), *said):
            yield event
        number = len(chat.turns) + 1
        turn = Turn(prompt.text, (), datetime.now(UTC), said, prompt_id=f"p{number}", reply_id=f"r{number}")
        self.saved[chat_id] = replace(chat, turns=(*chat.turns, turn))


@pytest.fixture
def site(asgi_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    client = Keeping(capabilities=CAN)
    for module in (assistants, chats, exports, files, messages, replies, turns):
        monkeypatch.setattr(module, "client_for", lambda user: client)
    monkeypatch.setattr(account, "capabilities", lambda: CAN)
    return asgi_server


def axe_has_nothing_to_say(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [line for look in LOOKS for line in violations(page, *look)] == []


def delete(page: Page, what: str, which: int) -> None:
    page.get_by_role("link", name=f"Delete {what}").nth(which).press("Enter")
    dialog = page.get_by_role("dialog", name=f"Delete this {what}?")
    expect(dialog.get_by_role("link", name=f"Keep {what}")).to_be_focused()
    if not which:
        axe_has_nothing_to_say(page)
    dialog.get_by_role("button", name=f"Delete {what}").click()
    expect(dialog).to_be_hidden()


def test_a_message_is_deleted_for_good_and_the_focus_goes_on(chat_page: Page) -> None:
    for prompt in ("one", "two"):
        ask(chat_page, prompt)
        wait_for_end(chat_page)
    delete(chat_page, "reply", 0)
    expect(chat_page.get_by_role("status")).to_have_text("Reply deleted.")
    expect(chat_page.get_by_text("Model small")).to_have_count(1)
    expect(chat_page.get_by_text("No reply is saved")).to_be_visible()
    expect(chat_page.get_by_role("link", name="Delete question").nth(1)).to_be_focused()
    delete(chat_page, "question", 1)
    expect(chat_page.get_by_text("No question is saved")).to_be_visible()
    axe_has_nothing_to_say(chat_page)
    expect(chat_page.get_by_role("link", name="Delete reply")).to_be_focused()
    delete(chat_page, "reply", 0)
    expect(chat_page.locator(".turn")).to_have_count(1)
    delete(chat_page, "question", 0)
    expect(chat_page.locator(".turn")).to_have_count(0)
    expect(chat_page.get_by_role("textbox", name="Message")).to_be_focused()


def test_without_javascript_it_is_confirmed_on_a_page(open_page: Callable[..., Page], employee: Any) -> None:
    page = open_page(employee, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="Message").fill("one")
    page.get_by_role("button", name="Send message").click()
    page.get_by_role("link", name="Delete reply").click()
    page.get_by_role("button", name="Delete reply").click()
    expect(page.get_by_text("No reply is saved")).to_be_visible()
    expect(page.locator(".asked")).to_have_text("one")


def test_what_is_settled_for_a_chat_survives_a_reload_and_can_be_read_when_it_is_begun(chat_page: Page) -> None:
    chat_page.get_by_text("Instructions and temperature").click()
    chat_page.get_by_label("Instructions", exact=True).fill("Be terse.")
    chat_page.get_by_label("Temperature").fill("0.3")
    axe_has_nothing_to_say(chat_page)
    chat_page.reload()
    expect(chat_page.get_by_label("Instructions", exact=True)).to_have_value("Be terse.")
    expect(chat_page.get_by_label("Temperature")).to_have_value("0.3")
    ask(chat_page, "one")
    wait_for_end(chat_page)
    expect(chat_page.get_by_text("Be terse.")).to_be_hidden()
    chat_page.get_by_text("This chat has instructions").click()
    expect(chat_page.get_by_text("Be terse.")).to_be_visible()
    expect(chat_page.get_by_text("Temperature 0.3")).to_be_visible()
    axe_has_nothing_to_say(chat_page)
    chat_page.goto("/")
    chat_page.get_by_text("Instructions and temperature").click()
    expect(chat_page.get_by_label("Instructions", exact=True)).to_have_value("")
