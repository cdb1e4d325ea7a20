"""Drawings in templates."""

import re

import pytest
from django.template import Context, Template

from webchat.templatetags.icons import ICONS, KINDS, SIDES, TILES, datasource, icon, mark


def rendered(tag: str) -> str:
    return Template("{% load icons %}" + tag).render(Context())


def test_an_icon_is_inlined_and_hidden_from_screen_readers():
    svg = rendered('{% icon "x" %}')
    assert svg.startswith('<svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true"><path')
    assert svg.endswith("</svg>")


def test_an_icon_takes_a_size_and_a_class():
    assert rendered('{% icon "loader-circle" 14 "spin" %}').startswith('<svg class="spin" width="14" height="14"')


def test_the_licence_comment_and_the_sheet_of_the_drawing_stay_in_the_file():
    svg = icon("paperclip")
    assert svg.count("<svg") == 1
    assert "license" not in svg
    assert "\n" not in svg


def test_an_unknown_icon_is_an_error():
    with pytest.raises(FileNotFoundError):
        rendered('{% icon "no-such-icon" %}')


def test_a_class_cannot_break_out_of_its_attribute():
    assert '"><script>' not in icon("x", 16, '"><script>')


def test_the_mark_is_the_product_s_own():
    assert mark(24).startswith('<svg class="mark" width="24" height="24" viewBox="0 0 20 20"')


@pytest.mark.parametrize(("name", "kind"), [("wiki", "wiki"), ("Jira", "tickets"), ("gdrive", "drive")])
def test_a_data_source_has_the_tile_of_its_kind(name: str, kind: str):
    tile = datasource(name, "lg")
    assert tile.startswith(f'<span class="ds lg" data-ds="{kind}"><svg width="13"')
    assert icon(TILES[kind], 13) in tile


def test_an_unknown_data_source_has_the_neutral_tile():
    tile = datasource('<img src="x">')
    assert tile.startswith('<span class="ds" data-ds=""><svg width="11"')
    assert "img" not in tile


def test_every_kind_of_data_source_has_a_drawing_in_every_size():
    assert {size: len({datasource(name, size) for name in KINDS}) for size in SIDES} == dict.fromkeys(SIDES, len(TILES))


def test_every_icon_that_a_template_names_is_there():
    templates = ICONS.parents[1] / "templates"
    names = {name for path in templates.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert names
    assert {name for name in names if not (ICONS / "lucide" / f"{name}.svg").exists()} == set()
