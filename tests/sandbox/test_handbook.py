"""webchat.sandbox.handbook, and the bundled pages."""

from datetime import date
from pathlib import Path

import pytest

from webchat.sandbox.backend import Backend
from webchat.sandbox.handbook import read_handbook
from webchat.sandbox.settings import HANDBOOK, Settings


def test_a_page_has_what_its_front_matter_says(handbook: Path) -> None:
    page = read_handbook(handbook).pages["HANDBOOK_tides"]
    assert (page.title, page.datasource, page.author) == ("Tide tables", "wiki", "Imke Raaf")
    assert page.updated == date(2026, 3, 2)
    assert page.text == "The tables hang in the hall by the west door."


def test_pages_come_by_title(handbook: Path) -> None:
    titles = [page.title for page in read_handbook(handbook).pages.values()]
    assert titles == ["Parental leave", "Rollback guide", "Tide tables"]


@pytest.mark.parametrize(
    ("page", "complaint"),
    [("no front matter", "bad.md"), ("---\ntitle: Only\n---\n", "author"), ("x---\n---\n", "begins with ---")],
)
def test_a_page_that_cannot_be_read_is_named(handbook: Path, page: str, complaint: str) -> None:
    (handbook / "bad.md").write_text(page, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_handbook(handbook)


def test_every_bundled_starter_finds_something(tmp_path: Path) -> None:
    backend = Backend(Settings(data=tmp_path, token="t"))
    handbook = read_handbook(HANDBOOK)
    assert handbook.starters
    for starter in handbook.starters:
        assert backend.library.search(starter, handbook.pages, limit=1), starter
