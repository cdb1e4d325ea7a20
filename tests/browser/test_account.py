"""Signing in with a real browser, which has its own mind about cookies and forms."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.conftest import PASSWORD
from webchat.accounts import signing_in
from webchat.models import User


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill("erin@example.com")
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_leads_back_to_the_page_that_was_asked_for(open_page: OpenPage, employee: User, javascript: bool):
    page = open_page(java_script_enabled=javascript)
    page.goto("/chats/")
    sign_in(page)
    expect(page).to_have_url("/chats/")


def test_a_wrong_password_is_told_and_the_address_stays(open_page: OpenPage, employee: User, watch: Watch):
    watch.refusals.add(422)
    page = open_page()
    page.goto("/account/sign-in/")
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail")).to_have_value("erin@example.com")
    expect(page.get_by_label("Password")).to_have_value("")


@pytest.mark.parametrize("javascript", [True, False])
def test_whoever_tries_too_often_is_told_how_long_to_wait(
    open_page: OpenPage, employee: User, watch: Watch, javascript: bool
):
    watch.refusals |= {422, 429}
    page = open_page(java_script_enabled=javascript)
    page.goto("/account/sign-in/")
    for _ in range(signing_in.ONE_ACCOUNT_FROM_ONE_NETWORK.burst + 1):
        sign_in(page, "wrong")
        expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_role("alert")).to_contain_text("Too many tries. Try again in ")
    expect(page.get_by_label("E-mail")).to_have_value("erin@example.com")


@pytest.mark.parametrize("javascript", [True, False])
def test_another_browser_is_found_and_signed_out(open_page: OpenPage, employee: User, javascript: bool):
    elsewhere = open_page(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1")
    elsewhere.goto("/account/sign-in/")
    sign_in(elsewhere)
    expect(elsewhere).to_have_url("/")
    page = open_page(employee, java_script_enabled=javascript)
    page.goto("/account/preferences/")
    page.get_by_role("link", name="Where you are signed in").click()
    expect(page.locator(".sessions li")).to_have_count(2)
    page.get_by_role("button", name="Sign out: Safari on iPhone").click()
    expect(page.get_by_text("Signed out.", exact=True)).to_be_visible()
    expect(page.locator(".sessions li")).to_have_count(1)
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_password_is_changed(open_page: OpenPage, employee: User, watch: Watch):
    watch.refusals.add(422)
    page = open_page(employee)
    page.goto("/account/password/")
    for words in ("short", "a mast with seven ropes"):
        page.get_by_label("Current password").fill(PASSWORD)
        page.get_by_label("New password", exact=True).fill(words)
        page.get_by_label("New password again").fill(words)
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_text("too short" if words == "short" else "Your password is changed.")).to_be_visible()
