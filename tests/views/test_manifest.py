"""The manifest of the chat as an installed application."""

from typing import Any

from django.contrib.staticfiles import finders
from django.test import AsyncClient


async def test_a_stranger_s_phone_may_ask_for_it(async_client: AsyncClient):
    """A browser asks without cookies."""
    response = await async_client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"
    assert response["Cache-Control"] == "public, max-age=86400"


async def test_it_has_the_name_of_the_product(async_client: AsyncClient, settings: Any):
    settings.BRAND = "Harbour"
    facts = (await async_client.get("/manifest.webmanifest")).json()
    assert (facts["name"], facts["start_url"], facts["display"]) == ("Harbour", "/", "standalone")


async def test_its_icons_are_there_also_one_that_may_be_cut_to_any_shape(async_client: AsyncClient):
    icons = (await async_client.get("/manifest.webmanifest")).json()["icons"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    assert "maskable" in {icon["purpose"] for icon in icons}


async def test_every_page_names_it(async_client: AsyncClient):
    page = (await async_client.get("/account/sign-in/")).text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
