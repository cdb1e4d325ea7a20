"""What was asked, as it stands above its reply."""

from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, wait_for_end


def test_of_a_long_question_the_beginning_is_shown_and_all_of_it_when_asked_for(chat_page: Page) -> None:
    ask(chat_page, "/plain " + "\n".join(f"line {number}" for number in range(1, 31)))
    wait_for_end(chat_page)
    asked = chat_page.locator(".asked")
    assert asked.evaluate("asked => asked.scrollHeight > asked.clientHeight")
    expect(asked).to_contain_text("line 30")
    chat_page.get_by_text("Show all", exact=True).click()
    assert asked.evaluate("asked => asked.scrollHeight === asked.clientHeight")
    chat_page.get_by_text("Show less").click()
    assert asked.evaluate("asked => asked.scrollHeight > asked.clientHeight")


def test_a_question_that_is_long_on_a_phone_only_is_cut_there_only(chat_page: Page) -> None:
    ask(chat_page, "/plain " + "word " * 150)
    wait_for_end(chat_page)
    expect(chat_page.get_by_text("Show all", exact=True)).to_be_hidden()
    chat_page.set_viewport_size({"width": 390, "height": 844})
    expect(chat_page.get_by_text("Show all", exact=True)).to_be_visible()
