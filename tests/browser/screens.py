"""Pictures of every page in its states, to look at: `python tests/browser/screens.py OUT`.

Each in both themes and at three widths, as OUT/<state>-<theme>-<width>.png, and OUT/index.html with all of them. It
starts a demo of its own, in a folder that is thrown away. With --upstream chatter: what looks different with that one;
with --only WORD: states with that word in their name; with --language de: in that language.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from webchat.demo.servers import any_port  # noqa: E402

WIDTHS = (390, 800, 1440)  # px
THEMES = ("light", "dark")
PASSWORD = "harbour-harbour"
PATIENCE = 30_000  # ms


# --- the states: what is done, from a new chat on, until it can be looked at ---------------------------------------


def ask(page: Page, prompt: str, until: str = ".reply:not([aria-busy])") -> None:
    before = page.locator(".turn").count()
    page.locator("#message").fill(prompt)
    page.locator("[data-send]").click()
    page.locator(".turn").nth(before).locator(until).first.wait_for(state="attached", timeout=PATIENCE)
    page.wait_for_timeout(300)  # what follows the end: title, list


def at(address: str) -> Callable[[Page], object]:
    return lambda page: page.goto(address)


def asked(*prompts: str, until: str = ".reply:not([aria-busy])") -> Callable[[Page], object]:
    return lambda page: [ask(page, prompt, until) for prompt in prompts]


def menu(page: Page) -> None:
    if page.locator(".head .narrow").first.is_visible():
        page.locator(".head .narrow").first.click()
    page.locator(".me").click()


def from_menu(part: str) -> Callable[[Page], object]:
    def opened(page: Page) -> None:
        menu(page)
        page.locator(f".menu.up {part}").click()
        page.wait_for_timeout(500)

    return opened


def sidebar(page: Page) -> None:
    if page.locator(".head .narrow").first.is_visible():
        page.locator(".head .narrow").first.click()


def menu_of_a_row(page: Page) -> None:
    sidebar(page)
    page.locator("#chats li").nth(1).hover()
    page.locator("#chats li .ib").nth(1).click()


def files(page: Page) -> None:
    page.locator("[data-files-toggle]").click()
    page.locator("#choose").set_input_files(
        [
            {"name": "mooring-plan.txt", "mimeType": "text/plain", "buffer": b"Ropes are checked at dawn.\n" * 40},
            {"name": "figures.exe", "mimeType": "application/octet-stream", "buffer": b"0" * 100},
        ]
    )
    page.locator("#file-list li .ok").first.wait_for(timeout=PATIENCE)


def refused(page: Page) -> None:
    page.locator("#message").fill("x" * 100_001)
    page.locator("[data-send]").click()
    page.locator("#message-error").wait_for()


def wrong_count(page: Page) -> None:
    page.goto("/chats/delete-all/")
    page.locator("#confirm").fill("0")
    page.locator(".btn.danger").click()


def wait_in_line(page: Page) -> None:
    ask(page, "/busy 30", ".note.waiting")
    page.locator("#message").fill("And then?")
    page.locator("[data-send]").click()
    page.locator("#waiting .note").wait_for(timeout=PATIENCE)


def temporary(page: Page) -> None:
    page.locator(".temporary input").check()


def checked_connection(page: Page) -> None:
    page.goto("/connection/")
    page.locator(".titlebar .btn").click()
    page.locator("#findings li").nth(2).wait_for(timeout=PATIENCE)


def notices(page: Page) -> None:
    for each in ("reconnecting", "away", "unreachable", "signed-out"):
        page.evaluate("id => document.getElementById('notice').append(document.getElementById(id).content)", each)


def saved(page: Page) -> None:
    page.goto("/account/preferences/")
    page.locator(".preferences .btn").click()


def person_link(page: Page) -> None:
    page.goto("/people/1/")
    page.locator(".changes .btn").last.click()


def sign_in_there(page: Page, password: str) -> None:
    page.locator("#id_name").fill("employee")
    page.locator("#id_password").fill(password)
    page.locator("main .btn.primary").click()


def connect(page: Page) -> None:
    sign_in_there(page, PASSWORD)
    page.locator("#message").wait_for()


def connect_refused(page: Page) -> None:
    sign_in_there(page, "not the password")
    page.locator(".err").first.wait_for()


def settle(temperature: str) -> Callable[[Page], object]:
    def settled(page: Page) -> None:
        page.locator("#settings").evaluate("settings => (settings.open = true)")
        page.locator("#instructions").fill("Answer like a harbour master: short, and with the hour of the tide.")
        page.locator("#temperature").fill(temperature)
        page.locator("#message").fill("When may we leave?")

    return settled


def settings_refused(page: Page) -> None:
    settle("7")(page)
    page.locator("[data-send]").click()
    page.locator("#temperature-error").wait_for()


def delete_message(page: Page) -> None:
    ask(page, "/plain")
    page.locator("[href*='/delete/?']").last.click()
    page.locator("#dialog .btn.danger").wait_for()


def disconnect(page: Page) -> None:
    page.goto("/account/credential/")
    page.locator("main .btn.danger").click()


States = dict[str, Callable[[Page], object]]

STRANGER: States = {
    "sign-in": at("/account/sign-in/"),
    "sign-in-refused": lambda page: (page.goto("/account/sign-in/"), page.locator("main .btn").click()),
}
EMPLOYEE: States = {
    "new-chat": lambda page: page.wait_for_load_state(),
    "new-chat-temporary": temporary,
    "message-refused": refused,
    "answer": asked("How many days of parental leave do I get?"),
    "answer-steps": lambda page: (ask(page, "/steps"), page.locator(".steps summary").click()),
    "answer-markdown": asked("/markdown"),
    "answer-citations": asked("/citations"),
    "answer-failed": asked("/error"),
    "answer-empty": asked("/empty"),
    "writing": asked("/slow 0.3", until=".prose p"),
    "waiting": wait_in_line,
    "notices": notices,
    "sidebar": sidebar,
    "menu": menu,
    "menu-of-a-row": menu_of_a_row,
    "shortcuts": from_menu("[data-shortcuts]"),
    "choose-chats": lambda page: (page.goto("/chats/?select"), page.locator("[name=ids]").first.check()),
    "delete-all": from_menu(".del"),
    "delete-all-refused": wrong_count,
    "files": files,
    "files-page": at("/files/"),
    "preferences": at("/account/preferences/"),
    "preferences-saved": saved,
    "sessions": at("/account/sessions/"),
    "password": at("/account/password/"),
    "password-refused": lambda page: (page.goto("/account/password/"), page.locator("main .btn").click()),
    "not-found": at("/nowhere/"),
    "not-allowed": at("/applications/"),
}
ADMINISTRATOR: States = {
    "applications": at("/applications/"),
    "application": at("/applications/handbook/"),
    "people": at("/people/"),
    "people-none": at("/people/?q=nobody"),
    "person": at("/people/1/"),
    "person-add": at("/people/new/"),
    "person-link": person_link,
    "connection": at("/connection/"),
    "connection-checked": checked_connection,
    "audit": at("/audit/"),
    "audit-empty": at("/audit/?person=nobody@example.com"),
    "audit-refused": at("/audit/?since=2026-03-02&until=2026-03-01"),
}
CHATTER_EMPLOYEE: States = {  # in this order: connected by the third, and not any more after the last
    "connect": lambda page: page.wait_for_load_state(),
    "connect-refused": connect_refused,
    "new-chat": connect,
    "answer": asked("How many days of parental leave do I get?"),
    "answer-failed": asked("/error"),
    "delete-message": delete_message,
    "documents": files,
    "documents-page": at("/files/"),
    "connected": at("/account/credential/"),
    "settings": settle("0.3"),
    "settings-refused": settings_refused,
    "disconnected": disconnect,
}
CHATTER_ADMINISTRATOR: States = {
    "server": lambda page: (connect(page), page.goto("/server/")),
    "connection-checked": checked_connection,
    "administrator-disconnected": disconnect,
}
PEOPLE = {
    "glean": {"": STRANGER, "employee@example.com": EMPLOYEE, "admin@example.com": ADMINISTRATOR},
    "chatter": {"employee@example.com": CHATTER_EMPLOYEE, "admin@example.com": CHATTER_ADMINISTRATOR},
}


# --- taking them --------------------------------------------------------------------------------------------------


@contextmanager
def demo(upstream: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data:
        port = any_port()
        command = [sys.executable, "manage.py", "demo", "--data", data, "--port", str(port), "--password", PASSWORD]
        process = subprocess.Popen(
            [*command, "--sandbox-port", str(any_port()), "--upstream", upstream],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "WEBCHAT_SANDBOX_PACE": "4"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout
            next(line for line in process.stdout if str(port) in line)  # it says its address when it answers
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def someone(browser: Browser, url: str, email: str, **options: Any) -> Iterator[Page]:
    with browser.new_context(base_url=url, reduced_motion="reduce", **options) as context:
        page = context.new_page()
        if email:
            page.goto("/account/sign-in/")
            page.locator("#id_email").fill(email)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("main .btn").click()
            page.wait_for_url(lambda address: "/sign-in/" not in address)
        yield page


def wanted(upstream: str, only: str) -> dict[str, States]:
    """The states with that word in their name, by who is in them."""
    people = {
        email: {name: state for name, state in states.items() if only in name}
        for email, states in PEOPLE[upstream].items()
    }
    return {email: states for email, states in people.items() if states}


def picture(page: Page, path: Path) -> None:
    try:
        page.screenshot(path=path)
    except Error:  # Chromium now and then cannot, after many of them
        page.wait_for_timeout(1_000)
        page.screenshot(path=path)


def take(browser: Browser, url: str, folder: Path, people: Mapping[str, States], language: str) -> list[str]:
    names = []
    for width in WIDTHS:
        for theme in THEMES:
            for email, states in people.items():
                viewport = {"width": width, "height": 900}
                with someone(browser, url, email, viewport=viewport, color_scheme=theme, locale=language) as page:
                    for name, state in states.items():
                        if email:
                            page.goto("/")
                        state(page)
                        picture(page, folder / f"{name}-{theme}-{width}.png")
                        names.append(f"{name}-{theme}-{width}")
                        print(names[-1])
    return names


def index(names: list[str]) -> str:
    pictures = "".join(
        f'<figure><img src="{name}.png" height="450" loading="lazy"><figcaption>{escape(name)}</figcaption></figure>'
        for name in sorted(names)
    )
    return f"<!doctype html><title>Screens</title><style>figure{{display:inline-block}}</style>{pictures}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--upstream", default="glean", choices=PEOPLE)
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--language", default="en-GB", metavar="CODE")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with demo(options.upstream) as url, sync_playwright() as playwright:
        # The one without windows now and then cannot capture a page any more after many of them.
        program = shutil.which("chromium") or chromium.PROGRAM
        browser = playwright.chromium.launch(**{**chromium.LAUNCH, "executable_path": program})
        names = take(browser, url, options.out, wanted(options.upstream, options.only), options.language)
        (options.out / "index.html").write_text(index(names), encoding="utf-8")


if __name__ == "__main__":
    main()
