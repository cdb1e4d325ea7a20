"""The message box: what sends, what does not, and that nothing typed is lost."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.chatting import ask, last_prose, message_box, wait_for_end
from tests.browser.conftest import OpenPage, Watch
from tests.browser.test_journey import fill_in, sign_in, sign_out
from webchat.models import Session, User

ENTER = """(message, { isComposing, times }) => {
  for (let time = 0; time < times; time++)
    message.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def sent(chat_page: Page) -> list[Any]:
    """The forms that were sent as messages."""
    forms: list[Any] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages/"):
            forms.append(request.post_data_json)

    chat_page.on("request", note)
    return forms


def test_enter_sends(chat_page: Page, sent: list[Any]) -> None:
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    assert [form["prompt"] for form in sent] == ["/plain"]
    expect(message_box(chat_page)).to_be_empty()


def test_enter_pressed_twice_sends_once(chat_page: Page) -> None:
    message_box(chat_page).fill("/plain")
    message_box(chat_page).evaluate(ENTER, {"isComposing": False, "times": 2})
    expect(last_prose(chat_page)).to_contain_text("tell the harbour office.")
    chat_page.reload()
    expect(chat_page.locator(".asked")).to_have_text(["/plain"])


def test_shift_and_enter_begin_a_line(chat_page: Page, sent: list[Any]) -> None:
    message_box(chat_page).fill("One line")
    message_box(chat_page).press("Shift+Enter")
    message_box(chat_page).type("and another")
    expect(message_box(chat_page)).to_have_value("One line\nand another")
    assert sent == []


def test_enter_that_picks_a_word_of_an_input_method_does_not_send(chat_page: Page, sent: list[Any]) -> None:
    message_box(chat_page).fill("にほん")
    message_box(chat_page).evaluate(ENTER, {"isComposing": True, "times": 1})
    expect(message_box(chat_page)).to_have_value("にほん")
    assert sent == []


def test_an_empty_message_is_told_and_not_sent(chat_page: Page, sent: list[Any]) -> None:
    message_box(chat_page).fill("   ")
    message_box(chat_page).press("Enter")
    expect(chat_page.get_by_role("status")).to_have_text("Write a message first.")
    assert sent == []


def test_a_message_too_long_is_refused_beside_the_field_and_kept(chat_page: Page, watch: Watch) -> None:
    watch.refusals.add(422)
    message_box(chat_page).fill("x" * 100_001)
    message_box(chat_page).press("Enter")
    expect(chat_page.get_by_role("alert")).to_contain_text("This message has 100,001 characters. At most")
    expect(message_box(chat_page)).to_have_value("x" * 100_001)


def test_a_message_that_does_not_reach_the_server_stays_in_the_box(chat_page: Page, watch: Watch) -> None:
    watch.offline = True
    chat_page.context.set_offline(True)
    message_box(chat_page).fill("/plain")
    message_box(chat_page).press("Enter")
    expect(chat_page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(message_box(chat_page)).to_have_value("/plain")
    chat_page.context.set_offline(False)
    message_box(chat_page).press("Enter")
    expect(last_prose(chat_page)).to_contain_text("The tide tables")


def test_what_is_typed_survives_a_reload(chat_page: Page) -> None:
    message_box(chat_page).fill("Half a question")
    chat_page.reload()
    expect(message_box(chat_page)).to_have_value("Half a question")


def kept_on_the_server(page: Page) -> None:
    """Returns when the tab holds nothing that the server lacks."""
    page.wait_for_function("() => Object.keys(sessionStorage).length === 0")


def test_what_is_typed_survives_signing_out(chat_page: Page, employee: User) -> None:
    message_box(chat_page).fill("Half a question")
    sign_out(chat_page)
    sign_in(chat_page, employee)
    expect(message_box(chat_page)).to_have_value("Half a question")


def test_what_is_typed_is_there_on_another_device(chat_page: Page, open_page: OpenPage, employee: User) -> None:
    message_box(chat_page).fill("Half a question")
    kept_on_the_server(chat_page)
    phone = open_page(employee)
    phone.goto("/")
    expect(message_box(phone)).to_have_value("Half a question")


def test_what_is_typed_while_the_server_is_away_is_kept_in_the_tab(chat_page: Page, watch: Watch) -> None:
    watch.offline = True
    chat_page.route("**/drafts/", lambda route: route.abort())
    message_box(chat_page).fill("Half a question")
    chat_page.reload()
    expect(message_box(chat_page)).to_have_value("Half a question")


def test_each_chat_has_a_draft_of_its_own(chat_page: Page) -> None:
    ask(chat_page, "/plain")
    message_box(chat_page).fill("Of this chat")
    wait_for_end(chat_page)
    chat_page.get_by_role("link", name="New chat").click()
    expect(message_box(chat_page)).to_be_empty()
    chat_page.get_by_role("link", name="/plain", exact=True).click()
    expect(message_box(chat_page)).to_have_value("Of this chat")


def test_a_message_is_no_draft_any_more(chat_page: Page) -> None:
    message_box(chat_page).fill("/plain")
    kept_on_the_server(chat_page)
    message_box(chat_page).press("Enter")
    wait_for_end(chat_page)
    chat_page.reload()
    expect(message_box(chat_page)).to_be_empty()
    chat_page.goto("/")
    expect(message_box(chat_page)).to_be_empty()


def send_though_the_session_has_ended(page: Page, watch: Watch) -> None:
    watch.refusals.add(401)
    Session.objects.all().delete()
    message_box(page).fill("/plain")
    message_box(page).press("Enter")


def test_a_message_to_an_expired_session_is_sent_once_after_signing_in_again(
    chat_page: Page, employee: User, watch: Watch
) -> None:
    send_though_the_session_has_ended(chat_page, watch)
    fill_in(chat_page, employee)
    expect(last_prose(chat_page)).to_contain_text("tell the harbour office.")
    chat_page.reload()
    expect(chat_page.locator(".asked")).to_have_text(["/plain"])
    expect(message_box(chat_page)).to_be_empty()


def test_somebody_else_who_signs_in_then_finds_and_sends_nothing_of_it(
    chat_page: Page, stranger: User, watch: Watch
) -> None:
    send_though_the_session_has_ended(chat_page, watch)
    fill_in(chat_page, stranger)
    expect(message_box(chat_page)).to_be_empty()
    expect(chat_page.locator(".turn")).to_have_count(0)
    assert chat_page.evaluate("JSON.stringify(sessionStorage)") == "{}"


def test_the_next_message_can_be_written_while_a_reply_comes(chat_page: Page) -> None:
    ask(chat_page, "/slow 0.02")
    message_box(chat_page).fill("And then?")
    wait_for_end(chat_page)
    expect(message_box(chat_page)).to_have_value("And then?")


def test_the_last_button_stands_at_the_end_of_its_row(chat_page: Page) -> None:
    def gap(button: Locator) -> float:
        row, own = chat_page.locator(".bar").bounding_box(), button.bounding_box()
        assert row
        assert own
        return row["x"] + row["width"] - own["x"] - own["width"]

    send, stop = (chat_page.get_by_role("button", name=name) for name in ("Send message", "Stop reply"))
    assert gap(send) < 1
    ask(chat_page, "/slow 0.1")
    expect(stop).to_be_visible()
    assert gap(stop) < 1
    message_box(chat_page).fill("And then?")
    assert gap(send) < 1


PASTE = """(message, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  message.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  message.setRangeText(text, 0, 0, "end");
}"""


def test_a_long_text_that_is_pasted_can_become_a_file(chat_page: Page) -> None:
    message_box(chat_page).fill("What does this say?")
    message_box(chat_page).evaluate(PASTE, "All work and no play. " * 300)
    chat_page.get_by_role("button", name="Attach as a file").click()
    expect(message_box(chat_page)).to_have_value("What does this say?")
    expect(chat_page.locator("#chips")).to_contain_text("pasted-text.txt")


def test_a_short_text_that_is_pasted_is_just_text(chat_page: Page) -> None:
    message_box(chat_page).evaluate(PASTE, "All work and no play. ")
    expect(message_box(chat_page)).to_have_value("All work and no play. ")
    expect(chat_page.get_by_role("button", name="Attach as a file")).to_have_count(0)
