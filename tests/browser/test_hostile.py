"""All attacks of tests/hostile in a real browser, written live and reloaded: its parser is the one that counts."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, last_prose
from tests.browser.conftest import OpenPage
from tests.hostile.attacks import ALL
from webchat.models import User
from webchat.sandbox import wire
from webchat.sandbox.backend import Backend
from webchat.sandbox.scenarios import showpieces
from webchat.sandbox.store.chats import SavedChat

WHOLE = 60_000  # milliseconds for a reply of all attacks

# What stands in replies that is not ours, and what has run.
_FOREIGN = """() => {
  const elements = new Set(`A BLOCKQUOTE BR CODE DEL DIV EM FIGCAPTION FIGURE H3 H4 H5 H6 HR LI OL P PRE SPAN STRONG SUP
    TABLE TBODY TD TH THEAD TR UL WBR`.split(/\\s+/));
  const attributes = new Set(`class href rel target aria-label tabindex role start scope`.split(" "));
  const copy = (each) => each.matches('button.ib.copy.js-only[type="button"][data-copy]') && !each.form;
  const found = [];
  for (const each of document.querySelectorAll(".prose *")) {
    if (each.matches('div.open[id^="open-"]') || copy(each)) continue;
    const odd = each.getAttributeNames().filter((name) => !attributes.has(name));
    const scheme = each.href && !/^(https?|mailto):/.test(each.getAttribute("href")) && !each.matches("a.cite");
    if (!elements.has(each.tagName) || odd.length || scheme) found.push(each.outerHTML.slice(0, 200));
  }
  return found;
}"""
_RUN = "() => [window.planted, document.querySelectorAll('iframe, object, embed, base').length]"
_LIVE = """() => [...document.querySelectorAll("*")].filter((each) => !each.hasAttribute("hx-nonce")
  && each.getAttributeNames().some((name) => /^(data-)?hx-|^on/.test(name))).map((each) => each.outerHTML)"""


def assert_inert(page: Page) -> None:
    assert page.evaluate(_FOREIGN) == []
    assert page.evaluate(_LIVE) == []
    assert page.evaluate(_RUN) == [None, 0]


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch) -> str:
    """The sandbox replies to /hostile with all of them, in blocks that do not swallow one another."""
    text = "\n\n---\n\n".join(attack.replace("\0", "\ufffd") for attack in ALL)
    monkeypatch.setattr(showpieces, "text", lambda _name: text)
    monkeypatch.setattr(showpieces, "written", all_at_once)
    return text


def all_at_once(parts: Any) -> Any:
    """As quickly as they can be sent, a few words in each line: cut wherever that is."""
    return _written(parts, 7, 0)


_written = showpieces.written


def test_no_attack_runs_loads_or_looks_like_ours_while_it_is_written_or_afterwards(
    corpus: str, chat_page: Page
) -> None:
    """Whatever it tried to load or say would be among the complaints of the browser."""
    ask(chat_page, "/hostile")
    expect(chat_page.get_by_role("article", name="Reply").last).not_to_have_attribute(
        "aria-busy", "true", timeout=WHOLE
    )
    assert "planted=1" in last_prose(chat_page).inner_text()
    assert_inert(chat_page)
    written = last_prose(chat_page).inner_text()
    chat_page.reload()
    assert last_prose(chat_page).inner_text() == written
    assert_inert(chat_page)


def test_no_attack_in_a_name_a_title_or_a_source_runs(sandbox: Backend, employee: User, open_page: OpenPage) -> None:
    employee.name = '<img src=x onerror=planted=1>"onfocus="planted=1'
    employee.save()
    now = int(time.time())
    for number, attack in enumerate(ALL[::6]):
        sandbox.chats.create(SavedChat(f"c{number}", employee.email, attack, "", now, now + number))
    cited = [
        wire.citation("sourceDocument", {"id": f"D{n}", "title": attack, "url": attack}, wire.snippet(attack))
        for n, attack in enumerate(["https://x.example/", *ALL[::12]])
    ]
    messages = [wire.prompt_message("\n".join(ALL[::6]), []), wire.message("CONTENT", wire.text("Text"), *cited)]
    sandbox.chats.add_messages("c0", messages)
    page = open_page(employee)
    for address in ("/chats/c0/", "/chats/?select=all", "/chats/c0/title/", "/files/?chat=c0", "/account/preferences/"):
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate(_LIVE) == []
        assert page.evaluate(_RUN) == [None, 0]
    page.goto("/chats/c0/")
    links = page.evaluate("() => [...document.querySelectorAll('a.src')].map((each) => each.protocol)")
    assert links
    assert set(links) <= {"http:", "https:"}


def test_an_exported_page_runs_nothing_where_it_is_opened_from_a_disk(
    corpus: str, chat_page: Page, tmp_path: Any, watch: Any
) -> None:
    ask(chat_page, "/hostile")
    expect(chat_page.get_by_role("article", name="Reply").last).not_to_have_attribute(
        "aria-busy", "true", timeout=WHOLE
    )
    chat_id = chat_page.url.rstrip("/").rsplit("/", 1)[-1]
    exported = chat_page.request.get(f"/chats/{chat_id}/export/?format=html")
    assert exported.headers["content-disposition"].startswith("attachment")
    path = tmp_path / "chat.html"
    path.write_bytes(exported.body())
    watch.origin = f"file://{tmp_path}"
    page = chat_page.context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate(_RUN)[0] is None
    assert page.evaluate("() => document.querySelectorAll('script, iframe, form, input, button, img, svg').length") == 0
