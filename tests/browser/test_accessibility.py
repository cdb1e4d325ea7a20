"""Every page in each of its states, in both themes, wide and narrow: axe finds nothing to object to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from tests.browser.chatting import (
    PATIENCE,
    ask,
    choose,
    delete_open_chat,
    last_prose,
    message_box,
    open_menu,
    wait_for_end,
)
from tests.browser.conftest import OpenPage, Watch
from tests.conftest import is_thorough
from tests.fakes import Library, ScriptedClient
from webchat import connection
from webchat.accounts import passwords
from webchat.models import Deletion, User
from webchat.upstream.errors import UpstreamError
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.server import PartKind, ServerItem, ServerPart
from webchat.views import server

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
Look = tuple[int, Literal["light", "dark"]]  # width in px, theme
FEW: Sequence[Look] = [(320, "light"), (1440, "dark")]
ALL: Sequence[Look] = [(320, "light"), (320, "dark"), (800, "dark"), (1440, "light"), (1440, "dark"), (1920, "light")]
LOOKS = ALL if is_thorough() else FEW

Inspect = Callable[..., None]


@pytest.fixture
def inspect() -> Inspect:
    """Fails with what axe objects to in any theme and at any width."""
    source = AXE.read_text(encoding="utf-8")

    def inspected(page: Page, *beside_the_point: str) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        lines = [line for look in LOOKS for line in violations(page, *look)]
        assert [line for line in lines if line.partition(" ")[0] not in beside_the_point] == []

    return inspected


def violations(page: Page, width: int, theme: Literal["light", "dark"]) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found: list[dict[str, Any]] = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(run => run.violations)")
    return [f"{each['id']} ({theme}, {width}): {node['html'][:200]}" for each in found for node in each["nodes"]]


def test_signing_in(open_page: OpenPage, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    page = open_page()
    page.goto("/account/sign-in/")
    inspect(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".err").first).to_be_visible()
    inspect(page)


def test_a_new_chat_and_a_refused_message(chat_page: Page, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    inspect(chat_page)
    message_box(chat_page).fill("x" * 100_001)
    message_box(chat_page).press("Enter")
    expect(chat_page.get_by_role("alert")).to_be_visible()
    inspect(chat_page)


def test_the_open_sidebar_and_its_menu(chat_page: Page, inspect: Inspect, employee: User) -> None:
    chat_page.set_viewport_size({"width": 390, "height": 900})
    chat_page.get_by_role("button", name="Open sidebar").click()
    chat_page.get_by_role("button", name=employee.name).click()
    expect(chat_page.get_by_role("button", name="Sign out")).to_be_visible()
    # While the sheet is open, the page under it with its landmark and its heading is not there for anybody.
    inspect(chat_page, "landmark-one-main", "page-has-heading-one")


def test_a_reply_that_is_being_written(chat_page: Page, inspect: Inspect) -> None:
    ask(chat_page, "/slow 0.5")
    expect(last_prose(chat_page)).to_contain_text("The")
    expect(chat_page.get_by_text("being written")).to_be_attached()
    inspect(chat_page)


def test_messages_that_wait(chat_page: Page, inspect: Inspect) -> None:
    ask(chat_page, "/busy 30")
    expect(chat_page.get_by_text("Your message is kept.")).to_be_visible()
    message_box(chat_page).fill("And then?")
    message_box(chat_page).press("Enter")
    expect(chat_page.get_by_text("Waiting for the reply above")).to_be_visible()
    inspect(chat_page)


def test_a_temporary_chat(chat_page: Page, inspect: Inspect) -> None:
    chat_page.get_by_role("checkbox", name="Temporary").check()
    inspect(chat_page)
    ask(chat_page, "/plain")
    wait_for_end(chat_page)
    inspect(chat_page)


def test_the_notices_of_a_lost_connection(chat_page: Page, inspect: Inspect) -> None:
    notices = "id => document.getElementById('notice').append(document.getElementById(id).content)"
    for each in ("reconnecting", "away", "unreachable", "signed-out"):
        chat_page.evaluate(notices, each)
    inspect(chat_page)


def test_an_answer_with_steps_sources_and_a_table(chat_page: Page, inspect: Inspect) -> None:
    ask(chat_page, "How many days of parental leave do I get?")
    wait_for_end(chat_page)
    chat_page.locator(".steps summary").click()
    expect(last_prose(chat_page).get_by_role("table")).to_be_visible()
    inspect(chat_page)


def test_everything_a_reply_may_hold(chat_page: Page, inspect: Inspect) -> None:
    for prompt in ("/markdown", "/citations", "/steps", "/error"):
        ask(chat_page, prompt)
        wait_for_end(chat_page)
    inspect(chat_page)


def test_what_can_be_done_with_a_reply_and_its_question(chat_page: Page, inspect: Inspect) -> None:
    ask(chat_page, "How many days of parental leave do I get?")
    wait_for_end(chat_page)
    chat_page.reload()
    chat_page.get_by_role("button", name="More for this chat").click()
    inspect(chat_page)
    chat_page.keyboard.press("Escape")
    chat_page.get_by_role("button", name="Not helpful").click()
    expect(chat_page.get_by_role("textbox", name="What was wrong?")).to_be_visible()
    address = chat_page.get_by_role("link", name="Edit and send again").get_attribute("href")
    chat_page.get_by_role("link", name="Edit and send again").click()
    expect(chat_page.get_by_role("textbox", name="Question")).to_be_visible()
    inspect(chat_page)
    chat_page.goto(str(address))
    inspect(chat_page)


def test_the_open_files_panel(chat_page: Page, inspect: Inspect, plan: Path) -> None:
    with chat_page.expect_file_chooser() as chooser:
        chat_page.get_by_role("link", name="Attach files").click()
    chooser.value.set_files(plan)
    expect(chat_page.locator("#file-list")).to_contain_text("Ready")
    inspect(chat_page)


def test_choosing_and_deleting_chats(three_chats: Page, inspect: Inspect) -> None:
    choose(three_chats, "Select chats…")
    three_chats.get_by_role("checkbox", name="One").check()
    inspect(three_chats)
    three_chats.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(three_chats.get_by_text("Chat deleted.").first).to_be_visible()
    inspect(three_chats)


def test_a_chat_that_was_deleted(three_chats: Page, inspect: Inspect, watch: Watch) -> None:
    watch.refusals |= {409, 410}
    page = three_chats
    page.get_by_role("link", name="Two", exact=True).click()
    address = page.url
    delete_open_chat(page)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="This chat was deleted.")).to_be_visible()
    inspect(page)
    Deletion.objects.update(tries=1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="It is too late to undo this.")).to_be_visible()
    inspect(page)


def test_the_menu_of_a_chat_and_its_new_name(three_chats: Page, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    page = three_chats
    open_menu(page, "Two").get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("list", name="Pinned")).to_be_visible()
    menu = open_menu(page, "Two")
    inspect(page)
    menu.get_by_role("link", name="Rename…").click()
    page.get_by_role("dialog").get_by_label("Title").fill("x" * 121)
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("This one has 121.")).to_be_visible()
    inspect(page)


def test_a_search_with_and_without_a_hit(three_chats: Page, inspect: Inspect) -> None:
    page = three_chats
    search = page.get_by_role("searchbox", name="Search chats")
    search.fill("t")
    expect(page.locator("#chats mark")).to_have_count(2)
    inspect(page)
    search.fill("zzz")
    expect(page.get_by_text("No chat title contains “zzz”.").first).to_be_visible()
    inspect(page)


def test_a_chat_that_is_not_there(open_page: OpenPage, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(404)
    page = open_page(employee)
    page.goto("/chats/gone/")
    expect(page.get_by_role("heading", name="This chat is no longer there")).to_be_visible()
    inspect(page)


def test_deleting_all_chats(three_chats: Page, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    choose(three_chats, "Delete all chats…")
    three_chats.get_by_role("dialog").get_by_role("button", name="Delete 3 chats").click()
    expect(three_chats.get_by_text("That is not the number of chats.")).to_be_visible()
    inspect(three_chats)


def test_the_pages_that_are_dialogs_with_javascript(three_chats: Page, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    three_chats.goto("/files/")
    inspect(three_chats)
    three_chats.goto("/chats/?select")
    inspect(three_chats)
    three_chats.goto("/chats/delete-all/")
    three_chats.get_by_role("button", name="Delete 3 chats").click()
    expect(three_chats.get_by_text("That is not the number of chats.")).to_be_visible()
    inspect(three_chats)


def test_documents_of_a_user(open_page: OpenPage, employee: User, inspect: Inspect, documents: Library) -> None:
    page = open_page(employee)
    page.goto("/files/")
    inspect(page)
    page.goto("/")
    page.get_by_role("link", name="Your documents").click()
    expect(page.get_by_role("complementary", name="Your documents").get_by_role("listitem")).to_have_count(2)
    inspect(page)


def test_administration(open_page: OpenPage, admin: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals |= {404, 422}
    page = open_page(admin)
    addresses = ("/applications/", "/applications/handbook/", "/applications/gone/", "/connection/", "/audit/")
    for address in (*addresses, "/audit/?person=nobody@example.com", "/audit/?since=2026-03-02&until=2026-03-01"):
        page.goto(address)
        inspect(page)
    page.goto("/connection/")
    page.get_by_role("button", name="Check the connection").click()
    expect(page.locator("#findings li").first).to_be_visible()
    inspect(page)


def test_the_page_of_a_server(
    open_page: OpenPage, admin: User, inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: dict[PartKind, ServerPart | UpstreamError] = {
        PartKind.HEALTH: ServerPart(PartKind.HEALTH, {"status": "healthy", "uptime": 12.5}, raw={"status": "healthy"}),
        PartKind.TOOLS: ServerPart(PartKind.TOOLS, items=(ServerItem("calculator", "Calculates", {"builtin": True}),)),
    }
    client = ScriptedClient(capabilities=Capabilities(server=(*parts, PartKind.TOOL_SERVERS)), server=parts)
    monkeypatch.setattr(server, "client_for", lambda user: client)
    page = open_page(admin)
    page.goto("/server/")
    page.get_by_text("Raw answer").first.click()
    inspect(page)


def test_preferences(open_page: OpenPage, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    page = open_page(employee)
    page.goto("/account/preferences/")
    inspect(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    inspect(page)
    page.evaluate("document.querySelector('[name=language]').selectedOptions[0].value = 'xx'")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page)


def test_sessions_and_passwords(open_page: OpenPage, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals |= {404, 422}
    open_page(employee)  # another browser
    page = open_page(employee)
    page.goto("/account/sessions/")
    inspect(page)
    page.goto("/account/password/")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".err").first).to_be_visible()
    inspect(page)
    employee.refresh_from_db()
    page.goto(f"/account/set-password/{employee.pk}/?token={passwords.token_for(employee)}")
    inspect(page)
    page.goto(f"/account/set-password/{employee.pk}/")
    inspect(page)


def test_people(open_page: OpenPage, admin: User, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(422)
    page = open_page(admin)
    for address in ("/people/", "/people/?q=nobody", f"/people/{employee.pk}/", f"/people/{admin.pk}/", "/people/new/"):
        page.goto(address)
        inspect(page)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".err").first).to_be_visible()
    inspect(page)
    page.goto(f"/people/{employee.pk}/")
    page.get_by_role("button", name="New link to set a password").click()
    expect(page.get_by_role("textbox", name="Link")).to_be_visible()
    inspect(page)


def test_the_list_of_keys(chat_page: Page, inspect: Inspect) -> None:
    chat_page.wait_for_load_state()
    chat_page.keyboard.press("Control+/")
    expect(chat_page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    inspect(chat_page)


def test_a_conversation_from_right_to_left(open_page: OpenPage, employee: User, inspect: Inspect) -> None:
    page = open_page(employee, locale="ar")
    page.goto("/")
    page.locator("#message").fill("/everything")
    page.locator("#message").press("Enter")
    expect(page.locator(".srcs")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".reply")).not_to_have_attribute("aria-busy", "true", timeout=PATIENCE)
    inspect(page)


def test_a_conversation_in_the_colours_of_the_system(chat_page: Page, inspect: Inspect) -> None:
    chat_page.emulate_media(forced_colors="active")
    ask(chat_page, "/everything")
    wait_for_end(chat_page)
    current = chat_page.locator(".chats [aria-current]")
    expect(current).to_have_css("outline-style", "solid")  # chosen by more than a colour
    inspect(chat_page)


def test_nothing_is_animated_for_whoever_wants_less_motion(chat_page: Page) -> None:
    chat_page.emulate_media(reduced_motion="reduce")
    ask(chat_page, "/slow 0.2")
    expect(last_prose(chat_page)).to_contain_text("The")
    assert chat_page.evaluate("document.getAnimations().length") == 0


def test_text_of_twice_the_size_needs_no_scrolling_sideways(three_chats: Page) -> None:
    three_chats.set_viewport_size({"width": 1280, "height": 800})
    widths = {}
    for address in ("/", "/account/preferences/", "/files/", "/chats/", "/account/sign-in/"):
        three_chats.goto(address)
        three_chats.evaluate("document.documentElement.style.fontSize = '200%'")
        widths[address] = three_chats.evaluate("document.documentElement.scrollWidth")
    assert {address: width for address, width in widths.items() if width > 1280} == {}


def test_a_service_that_does_not_answer(open_page: OpenPage, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals |= {403, 502}
    connection._config.cache_clear()
    django_settings.SANDBOX_URL = "http://127.0.0.1:9"
    page = open_page(employee)
    page.goto("/chats/unknown/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The assistant service cannot be reached.")
    inspect(page)
    page.goto("/")
    expect(page.get_by_text("Saved chats cannot be listed right now.")).to_be_visible()
    inspect(page)
    page.goto("/applications/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account may not open this page.")
    inspect(page)


def test_a_page_that_is_not_there(open_page: OpenPage, employee: User, inspect: Inspect, watch: Watch) -> None:
    watch.refusals.add(404)
    page = open_page(employee)
    page.goto("/nowhere/")
    inspect(page)
