"""Static files at the door: the file and its headers, whatever part of it is asked for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from tests.conftest import serving
from webchat.static_files import StaticFiles

FILE = "/static/css/tokens.css"
CONTENT = Path(finders.find("css/tokens.css") or "").read_bytes()


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    """Stands for Django."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body"})


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        serving(StaticFiles(elsewhere), lifespan="off") as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client


def test_a_file_is_served_whole(client: httpx.Client):
    response = client.get(FILE)
    assert (response.status_code, response.content) == (200, CONTENT)
    assert response.headers["content-type"] == 'text/css; charset="utf-8"'
    assert "set-cookie" not in response.headers


def test_a_file_tells_the_browser_what_not_to_do(client: httpx.Client):
    headers = client.get(FILE).headers
    assert "default-src 'none'; frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"


def test_a_file_that_has_not_changed_is_not_sent_again(client: httpx.Client):
    known = client.get(FILE).headers["etag"]
    again = client.get(FILE, headers={"if-none-match": known})
    assert (again.status_code, again.content, "content-type" in again.headers) == (304, b"", False)


def test_a_part_of_a_file(client: httpx.Client):
    part = client.get(FILE, headers={"range": "bytes=2-9"})
    assert (part.status_code, part.content) == (206, CONTENT[2:10])


def test_the_head_of_a_file(client: httpx.Client):
    head = client.head(FILE)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(CONTENT)))


def test_a_file_takes_nothing_from_a_browser(client: httpx.Client):
    assert client.post(FILE, content=b"x").status_code == 405


@pytest.mark.parametrize("path", ["/", "/static/", "/static/css/", "/static/nothing.css", "/static/../manage.py"])
def test_all_else_is_left_to_django(client: httpx.Client, path: str):
    assert client.get(path).status_code == 418


# --- as they are collected ------------------------------------------------------------------------------------------


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "webchat.static_files.HashedFiles"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def test_the_styles_are_collected_into_one_file(collected: Path):
    (whole,) = collected.glob("css/main.*.css")
    styles = whole.read_text()
    assert styles.startswith("/*")
    assert "@import" not in styles
    assert [words in styles for words in (".composer {", ".auth {", "@media print {")] == [True] * 3
    fonts = re.findall(r'url\("\.\./fonts/(.+?)"\)', styles)
    assert fonts
    assert [font for font in fonts if not (collected / "fonts" / font).exists()] == []


def test_collected_again_they_are_the_same(collected: Path):
    before = sorted(path.name for path in collected.rglob("*"))
    call_command("collectstatic", verbosity=0, interactive=False)
    assert sorted(path.name for path in collected.rglob("*")) == before
