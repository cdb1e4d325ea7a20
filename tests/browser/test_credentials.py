"""Connecting an account of one's own, as somebody does it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import ask, choose, last_reply, message_box, wait_for_end
from tests.browser.conftest import OpenPage, Watch
from tests.credentials.browser import KEY
from tests.credentials.chatter import asked_at
from webchat.credentials import glean
from webchat.models import Credential, User
from webchat.sandbox.backend import Backend
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.settings import ChatterSettings
from webchat.secret import Secret


@pytest.fixture
def personal(sandbox: Backend, settings: Any, watch: Watch) -> Iterator[None]:
    settings.UPSTREAM_URL = settings.SANDBOX_URL
    settings.CREDENTIAL_KIND, settings.PERSONAL_TOKENS = "personal-oauth", True
    settings.ENCRYPTION_KEYS = (Secret(KEY),)
    glean._found.clear()
    watch.neighbours = (settings.SANDBOX_URL,)
    yield
    glean._found.clear()


def connect(page: Page) -> None:
    page.get_by_role("link", name="Connect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Allow access?")
    page.get_by_role("button", name="Allow").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_connecting_asking_and_disconnecting(
    personal: None, open_page: OpenPage, employee: User, sandbox: Backend, scripts: bool
):
    page = open_page(employee, java_script_enabled=scripts)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect your account")
    connect(page)
    expect(message_box(page)).to_be_visible()
    if scripts:
        ask(page, "/plain")
        wait_for_end(page)
        expect(last_reply(page)).to_contain_text("tide")
        choose(page, "Connected account")
    else:
        page.goto("/account/credential/")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect your account")
    assert not Credential.objects.exists()
    assert sandbox.grants.count("access") == 0


def test_whoever_says_no_can_think_again(personal: None, open_page: OpenPage, employee: User, watch: Watch):
    watch.refusals.add(403)
    page = open_page(employee)
    page.goto("/")
    page.get_by_role("link", name="Connect").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_have_text("You have not allowed it, so your account is not connected.")
    connect(page)
    expect(message_box(page)).to_be_visible()


def test_a_connection_that_ends_is_told_beside_what_was_written(
    personal: None, open_page: OpenPage, employee: User, sandbox: Backend, watch: Watch
):
    watch.refusals.add(403)
    page = open_page(employee)
    page.goto("/")
    connect(page)
    expect(message_box(page)).to_be_visible()
    with sandbox.grants._transaction() as db:
        db.execute("DELETE FROM tokens")
    ask(page, "a question of mine")
    wait_for_end(page)
    expect(page.get_by_text("Your account is not connected to the assistant.")).to_be_visible()
    message_box(page).fill("another one")
    message_box(page).press("Enter")
    page.locator("#notice").get_by_role("link", name="Connect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your connection to the assistant has ended")
    connect(page)
    expect(message_box(page)).to_have_value("another one")


def test_a_token_is_pasted_into_a_field_that_shows_it_to_nobody(
    personal: None, open_page: OpenPage, employee: User, settings: Any, watch: Watch
):
    settings.CREDENTIAL_KIND = "personal-token"
    watch.refusals.add(422)
    page = open_page(employee)
    page.goto("/")
    field = page.get_by_label("Assistant access token")
    expect(field).to_have_attribute("type", "password")
    field.fill("wrong-token")
    page.get_by_role("button", name="Check and connect").click()
    expect(page.get_by_role("alert")).to_contain_text("The assistant did not accept this token.")
    expect(field).to_have_value("")
    expect(field).to_have_accessible_description("Create one in your assistant settings, with the chat scope.")


def test_an_account_is_connected_by_signing_in_to_the_assistant(
    open_page: OpenPage, employee: User, settings: Any, watch: Watch, tmp_path: Path
):
    watch.refusals.add(422)
    password = "Quartz!Lantern#92vx"
    with asked_at(create_chatter_app(ChatterSettings(data=tmp_path / "chatter", password=password, pace=0)), settings):
        page = open_page(employee)
        page.goto("/")
        name, secret = (
            page.get_by_label("Assistant user name or e-mail address"),
            page.get_by_label("Assistant password"),
        )
        name.fill("employee")
        secret.fill("another one")
        secret.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The assistant does not know this name with this password.")
        expect(name).to_have_value("employee")
        expect(secret).to_have_value("")
        secret.fill(password)
        secret.press("Enter")
        ask(page, "/plain")
        wait_for_end(page)
        expect(last_reply(page)).to_contain_text("tide")
        choose(page, "Connected account")
        expect(page.get_by_role("main")).to_contain_text("You are connected as employee@example.com.")
