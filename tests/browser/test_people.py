"""An administrator adds somebody and takes their account away, by keyboard alone, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from webchat.models import User


def press(page: Page, name: str) -> None:
    """Tab to whatever has this name, and press Enter there."""
    wanted = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.and_(page.locator(":focus")).count():
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no Tab leads to {name!r}")


@pytest.mark.parametrize("javascript", [True, False])
def test_people_are_added_and_deactivated_by_keyboard(open_page: OpenPage, admin: User, javascript: bool) -> None:
    page = open_page(admin, java_script_enabled=javascript)
    page.goto("/people/")
    press(page, "Add a person")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("grace@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("Grace Guest")
    page.keyboard.press("Enter")
    link = page.get_by_role("textbox", name="Link").input_value()

    guest = open_page(java_script_enabled=javascript)
    guest.goto(link)
    guest.get_by_label("New password", exact=True).fill("a mast with seven ropes")
    guest.get_by_label("New password again").fill("a mast with seven ropes")
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("Your password is set.")).to_be_visible()

    page.goto("/people/")
    page.get_by_label("Search by name or address").focus()
    page.keyboard.type("grace")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 person", exact=True)).to_be_visible()
    press(page, "Grace Guest")
    expect(page.get_by_role("heading", name="Grace Guest")).to_be_visible()
    press(page, "Deactivate")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert not User.objects.get(email="grace@example.com").is_active
