"""Signing in with a real browser, which has its own mind about cookies and forms."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.conftest import PASSWORD
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
