"""Company sign-in with a real browser, which has its own mind about cookies, redirects and policies."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import choose
from tests.browser.conftest import OpenPage, Watch
from tests.company.provider import Provider, providing
from webchat.sandbox.backend import Backend


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with providing(settings) as provider:
        yield provider


@pytest.fixture
def site(provider: Provider, sandbox: Backend, asgi_server: str) -> str:
    """With company sign-in: its settings are read when a process begins."""
    return asgi_server


@pytest.fixture
def watch(site: str, provider: Provider) -> Iterator[Watch]:
    """The provider is the one other host that a browser may ask."""
    watch = Watch(site)
    yield watch
    elsewhere = [complaint for complaint in watch.complaints if not complaint.startswith(f"asked {provider.issuer}/")]
    assert elsewhere == []


def sign_in(page: Page) -> None:
    page.get_by_role("link", name="Continue with your company account").click()
    page.get_by_role("button", name="Continue as Erin").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_at_the_company_leads_back_to_the_page_that_was_asked_for(open_page: OpenPage, javascript: bool):
    page = open_page(java_script_enabled=javascript)
    page.goto("/chats/?q=keys")
    sign_in(page)
    expect(page).to_have_url("/chats/?q=keys")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_whole_journey_by_keyboard(open_page: OpenPage):
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="Continue with your company account").press("Enter")
    page.get_by_role("button", name="Continue as Erin").press("Enter")
    expect(page).to_have_url("/")
    choose(page, "Preferences")
    expect(page.get_by_role("heading", name="Preferences")).to_be_visible()


def test_who_is_not_let_in_is_told_and_can_try_again(open_page: OpenPage, provider: Provider, watch: Watch):
    watch.refusals.add(403)
    provider.of_answers = {"error": "access_denied", "code": None}
    page = open_page()
    page.goto("/chats/")
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("did not let you in")
    provider.of_answers = {}
    sign_in(page)
    expect(page).to_have_url("/chats/")
