"""The end of a reply is followed for who is there by their own act, and for nobody else; nothing else moves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.chatting import PATIENCE, ask, last_prose, message_box, wait_for_end
from tests.browser.conftest import OpenPage
from tests.conftest import is_thorough
from webchat.models import User

LONG = "/long 120"
RECORD_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? "text");
      if (!entry.hadRecentInput) shifts.push([entry.value, ...moved]);
    }
  }).observe({ type: "layout-shift", buffered: false });
}"""


@pytest.fixture
def touch_page(open_page: OpenPage, employee: User) -> Page:
    page = open_page(employee, has_touch=True, viewport={"width": 800, "height": 700})
    page.goto("/")
    return page


def thread(page: Page) -> Locator:
    return page.locator("#thread")


def jump(page: Page) -> Locator:
    return page.get_by_role("button", name="Jump to latest")


def place(page: Page) -> float:
    top: float = thread(page).evaluate("thread => thread.scrollTop")
    return top


def gap(page: Page) -> float:
    """Pixels between what is seen and the end."""
    pixels: float = thread(page).evaluate("thread => thread.scrollHeight - thread.scrollTop - thread.clientHeight")
    return pixels


def expect_to_be_at_the_end(page: Page) -> None:
    expect(jump(page)).to_be_hidden()
    expect(page.get_by_text("No sources were cited for this reply.").last).to_be_attached(timeout=PATIENCE)
    expect(last_prose(page).locator("> *").last).to_be_in_viewport(timeout=PATIENCE)


def begin(page: Page) -> None:
    """A reply that has grown over the edge of the window, and goes on."""
    ask(page, LONG)
    expect(page.get_by_role("heading", name="5. Watch report", exact=True)).to_be_attached()


def wheel(page: Page) -> None:
    thread(page).hover()
    page.mouse.wheel(0, -300)


def drag_by_touch(page: Page, distance: int) -> None:
    """The finger goes down by so many pixels, or up."""
    finger = page.context.new_cdp_session(page)
    for step in range(11):
        points = [{"x": 400, "y": 250 + distance * step / 10}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def press(key: str) -> Callable[[Page], None]:
    def pressed(page: Page) -> None:
        thread(page).focus()
        page.keyboard.press(key)

    return pressed


def drag_the_scrollbar(page: Page) -> None:
    """There is none in a browser without a window: the pointer is held down at the edge while the thread scrolls."""
    box = thread(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 200)
    page.mouse.down()
    thread(page).evaluate("thread => { thread.scrollTop -= 300 }")
    expect(jump(page)).to_be_visible()
    page.mouse.up()


def select_some_words(page: Page) -> None:
    words = last_prose(page).locator("p").first
    words.evaluate("words => getSelection().selectAllChildren(words)")


def come_to_a_table_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    last_prose(page).get_by_role("region", name="Table").first.focus()


GESTURES = [
    wheel,
    press("PageUp"),
    press("ArrowUp"),
    press("Home"),
    press("Shift+Space"),
    drag_the_scrollbar,
    select_some_words,
    come_to_a_table_by_keyboard,
]
NAMES = ["wheel", "PageUp", "ArrowUp", "Home", "Shift Space", "scrollbar", "selection", "focus"]


TRIED = list(zip(NAMES, GESTURES, strict=True)) if is_thorough() else [("wheel", wheel), ("PageUp", press("PageUp"))]


@pytest.mark.parametrize("gesture", [gesture for _, gesture in TRIED], ids=[name for name, _ in TRIED])
def test_a_reader_who_leaves_the_end_is_not_followed(chat_page: Page, gesture: Callable[[Page], None]) -> None:
    begin(chat_page)
    gesture(chat_page)
    expect(jump(chat_page)).to_be_visible()
    left_at = place(chat_page)
    wait_for_end(chat_page)
    assert place(chat_page) <= left_at
    assert gap(chat_page) > 64


def test_a_reader_who_leaves_the_end_by_touch_is_not_followed(touch_page: Page) -> None:
    begin(touch_page)
    drag_by_touch(touch_page, 200)
    expect(jump(touch_page)).to_be_visible()
    left_at = place(touch_page)
    wait_for_end(touch_page)
    assert place(touch_page) <= left_at
    thread(touch_page).evaluate("thread => { thread.scrollTop = thread.scrollHeight - thread.clientHeight - 30 }")
    expect(jump(touch_page)).to_be_hidden()


def test_a_reader_at_the_end_stays_there(chat_page: Page) -> None:
    begin(chat_page)
    wait_for_end(chat_page)
    expect_to_be_at_the_end(chat_page)


@pytest.mark.parametrize("way", ["button", "End", "wheel"] if is_thorough() else ["wheel"])
def test_whoever_comes_back_to_the_end_is_followed_again(chat_page: Page, way: str) -> None:
    begin(chat_page)
    wheel(chat_page)
    expect(jump(chat_page)).to_be_visible()
    match way:
        case "button":
            jump(chat_page).click()
            expect(message_box(chat_page)).to_be_focused()
        case "End":
            press("End")(chat_page)
        case "wheel":
            while jump(chat_page).is_visible():  # the end goes away from whoever turns the wheel once
                chat_page.mouse.wheel(0, 100_000)
    wait_for_end(chat_page)
    expect_to_be_at_the_end(chat_page)


def test_a_question_goes_to_the_top_once_with_room_for_its_answer(chat_page: Page) -> None:
    for _ in range(2):
        ask(chat_page, "/slow 0.05")  # an answer that is there at once needs no room
        wait_for_end(chat_page)
    question, whole = (chat_page.locator(f"{each}").last.bounding_box() for each in (".ask", "#thread"))
    assert question
    assert whole
    assert 0 <= question["y"] - whole["y"] <= 32
    assert gap(chat_page) <= 64


@pytest.mark.parametrize("width", [1440, 800, 390] if is_thorough() else [1440])
def test_nothing_moves_while_a_reply_is_written(chat_page: Page, width: int) -> None:
    size: ViewportSize = {"width": width, "height": 900}
    chat_page.set_viewport_size(size)
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    chat_page.evaluate(RECORD_SHIFTS)
    for prompt in ("/steps", "/markdown", "/citations"):
        ask(chat_page, prompt)
        wait_for_end(chat_page)
    assert chat_page.evaluate("shifts.filter(([value]) => value > 0.0003)") == []
