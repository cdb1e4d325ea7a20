"""Several tabs, several devices: each of them knows what is being written, and none sends anything twice."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import ask, html_of, last_prose, last_reply, message_box, wait_for_end
from tests.browser.conftest import OpenPage, SaveChats
from webchat.models import User

BEGINNING = "The tide tables hang in the hall"  # of the passage that /plain and /slow reply with
END = "tell the harbour office."


def marked(page: Page) -> Locator:
    """The chats of the list that are being written."""
    return page.get_by_role("navigation", name="Chats").get_by_role("link", name="being written")


def asked(page: Page) -> Locator:
    return page.locator(".asked")


def second_tab(page: Page, address: str | None = None) -> Page:
    tab = page.context.new_page()
    tab.goto(address or page.url)
    return tab


def begin_chat(page: Page) -> None:
    ask(page, "/plain")
    wait_for_end(page)
    expect(page).to_have_url(re.compile("/chats/"))


def hide(page: Page) -> None:
    """As far as its scripts can tell. Chromium without a window shows every tab at once."""
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def show(page: Page) -> None:
    page.evaluate("delete document.hidden")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_list_of_another_tab_says_what_is_being_written(save_chats: SaveChats, chat_page: Page) -> None:
    save_chats(["Another"])
    other = second_tab(chat_page)
    expect(other.get_by_role("link", name="Another", exact=True)).to_be_visible()
    ask(chat_page, "/slow 0.1")
    expect(marked(other)).to_have_count(1)
    expect(marked(chat_page)).to_have_count(1)
    wait_for_end(chat_page)
    expect(marked(chat_page)).to_have_count(0)
    expect(marked(other)).to_have_count(0)


def test_the_list_says_it_without_scripts(chat_page: Page, open_page: OpenPage, employee: User) -> None:
    begin_chat(chat_page)
    ask(chat_page, "/slow 0.5")
    expect(last_prose(chat_page)).to_contain_text("The tide")
    plain = open_page(employee, java_script_enabled=False)
    plain.goto("/")
    expect(marked(plain)).to_have_count(1)
    chat_page.get_by_role("button", name="Stop reply").click()
    wait_for_end(chat_page)
    plain.reload()
    expect(marked(plain)).to_have_count(0)


def test_a_reply_begun_in_another_tab_grows_in_this_one(chat_page: Page) -> None:
    begin_chat(chat_page)
    other = second_tab(chat_page)
    message_box(other).fill("a draft of my own")
    ask(chat_page, "/slow 0.1")
    expect(last_reply(other)).to_have_attribute("aria-busy", "true")
    expect(asked(other)).to_have_text(["/plain", "/slow 0.1"])
    expect(other.get_by_role("button", name="Stop reply")).to_be_visible()
    wait_for_end(other)
    wait_for_end(chat_page)
    assert html_of(last_prose(other)) == html_of(last_prose(chat_page))
    expect(message_box(other)).to_have_value("a draft of my own")


def test_a_reply_begun_on_another_device_is_taken_up(chat_page: Page, open_page: OpenPage, employee: User) -> None:
    begin_chat(chat_page)
    device = open_page(employee)
    device.goto(chat_page.url)
    ask(device, "/slow 0.1")
    hide(chat_page)
    show(chat_page)  # it would ask of itself, in a while
    expect(marked(chat_page)).to_have_count(1)
    expect(last_reply(chat_page)).to_have_attribute("aria-busy", "true")
    wait_for_end(chat_page)
    expect(asked(chat_page)).to_have_text(["/plain", "/slow 0.1"])
    expect(last_prose(chat_page)).to_contain_text(END)


def test_a_reply_can_be_stopped_in_another_tab(chat_page: Page) -> None:
    begin_chat(chat_page)
    other = second_tab(chat_page)
    ask(chat_page, "/slow 0.2")
    other.get_by_role("button", name="Stop reply").click()
    for page in (chat_page, other):
        expect(page.get_by_text("Stopped", exact=True)).to_be_visible()


def test_a_hidden_tab_opens_no_stream_and_asks_nothing(chat_page: Page) -> None:
    begin_chat(chat_page)
    other = second_tab(chat_page)
    hide(other)
    requests: list[str] = []
    other.on("request", lambda request: requests.append(request.url))
    ask(chat_page, "/slow 0.1")
    expect(marked(other)).to_have_count(1)
    wait_for_end(chat_page)
    expect(marked(other)).to_have_count(0)
    assert requests == []


def test_what_a_hidden_tab_missed_is_there_when_it_is_shown(chat_page: Page) -> None:
    ask(chat_page, "/long 30")
    wait_for_end(chat_page)
    other = second_tab(chat_page)
    message_box(other).fill("a draft of my own")
    thread = other.locator("#thread")
    thread.hover()
    other.mouse.wheel(0, -900)
    other.wait_for_function("thread.scrollHeight - thread.scrollTop - thread.clientHeight > 800")
    place = thread.evaluate("thread => thread.scrollTop")
    hide(other)
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    expect(asked(other)).to_have_count(1)
    show(other)
    expect(asked(other)).to_have_text(["/long 30", "/plain"])
    expect(last_prose(other)).to_contain_text(END)
    expect(message_box(other)).to_have_value("a draft of my own")
    assert thread.evaluate("thread => thread.scrollTop") == place


def test_a_tab_that_shows_all_of_its_chat_leaves_it_alone(chat_page: Page) -> None:
    begin_chat(chat_page)
    loaded: list[str] = []
    chat_page.on("request", lambda request: loaded.append(request.url) if "/chats/" in request.url else None)
    hide(chat_page)
    with chat_page.expect_response("**/replies/?*"):
        show(chat_page)
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    expect(asked(chat_page)).to_have_count(2)
    assert [each for each in loaded if each == chat_page.url] == []


def test_a_chat_that_is_left_in_the_middle_of_a_reply_has_it_whole(three_chats: Page) -> None:
    page = three_chats
    ask(page, "/slow 0.1")
    expect(last_prose(page)).to_contain_text(BEGINNING)
    chat = page.url
    page.get_by_role("link", name="Two", exact=True).click()
    expect(page.get_by_role("heading", name="Two", level=1)).to_be_visible()
    expect(marked(page)).to_have_count(1)
    expect(marked(page)).to_have_count(0, timeout=20_000)
    page.goto(chat)
    expect(asked(page)).to_have_text(["/slow 0.1"])
    expect(last_prose(page)).to_contain_text(END)


def test_going_back_does_not_send_again(three_chats: Page) -> None:
    page = three_chats
    ask(page, "/plain")
    wait_for_end(page)
    page.get_by_role("link", name="Two", exact=True).click()
    expect(page.get_by_role("heading", name="Two", level=1)).to_be_visible()
    page.go_back()
    expect(asked(page)).to_have_text(["/plain"])
    expect(message_box(page)).to_have_value("")
    page.reload()
    expect(asked(page)).to_have_text(["/plain"])


def test_a_double_click_sends_once(chat_page: Page) -> None:
    chat_page.wait_for_load_state()
    message_box(chat_page).fill("/slow 0.02")
    chat_page.get_by_role("button", name="Send message").dblclick()
    is_one_turn(chat_page)


def test_a_double_enter_sends_once(chat_page: Page) -> None:
    chat_page.wait_for_load_state()
    message_box(chat_page).fill("/slow 0.02")
    message_box(chat_page).press("Enter")
    message_box(chat_page).press("Enter")
    is_one_turn(chat_page)


def is_one_turn(page: Page) -> None:
    expect(last_prose(page)).to_contain_text(BEGINNING)
    wait_for_end(page)
    expect(asked(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("/chats/"))
    page.reload()
    expect(asked(page)).to_have_count(1)
