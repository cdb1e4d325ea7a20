"""How much a browser has to load before it can chat."""

import gzip

from playwright.sync_api import Response

from tests.browser.conftest import OpenPage
from webchat.models import User


def test_scripts_and_styles_are_light(open_page: OpenPage, employee: User) -> None:
    responses: list[Response] = []
    page = open_page(employee)
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - no built-ins here
    page.goto("/")
    assert 0 < gzipped(responses, "script") <= 60_000
    assert 0 < gzipped(responses, "stylesheet") <= 30_000


def gzipped(responses: list[Response], kind: str) -> int:
    """Bytes of all files of a kind together."""
    return sum(len(gzip.compress(each.body(), 9)) for each in responses if each.request.resource_type == kind)
