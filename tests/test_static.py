"""The files a browser loads: unchanged where they are others', light where they are ours, and never from elsewhere."""

import gzip
import hashlib
import re

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
HTMX = STATIC / "vendor" / "htmx-4.0.1"
ALL_STYLES = STATIC / "css" / "main.css"
CSS = sorted(path for path in (STATIC / "css").glob("*.css") if path != ALL_STYLES)


def checksums() -> dict[str, str]:
    lines = (HTMX / "CHECKSUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def test_the_vendored_files_are_those_that_were_published():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in HTMX.iterdir() if path.name != "CHECKSUMS"
    }
    assert found == checksums()


def test_the_version_of_htmx_is_the_one_in_its_name():
    assert 'version="4.0.1"' in (HTMX / "htmx.min.js").read_text()


def test_all_styles_together_are_at_most_30_kilobytes_gzipped():
    assert sum(len(gzip.compress(path.read_bytes())) for path in CSS) <= 30_000


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_every_style_stands_in_a_layer(path):
    outside = re.sub(r"/\*.*?\*/|@layer [\w, ]+;|@font-face \{.*?\}", "", path.read_text(), flags=re.DOTALL).strip()
    assert re.match(r"@layer (tokens|base|layout|components|utilities) \{", outside)
    assert outside.endswith("\n}")
    assert "\n}" not in outside[:-2]


def test_all_styles_are_named_once_in_the_order_of_their_layers():
    named = re.findall(r'^@import "(.+)";$', ALL_STYLES.read_text(), re.MULTILINE)
    assert sorted(named) == [path.name for path in CSS]
    order = ["tokens", "base", "layout", "components", "utilities"]
    layers = [re.findall(r"^@layer (\w+) ", (STATIC / "css" / name).read_text(), re.MULTILINE)[0] for name in named]
    assert layers == sorted(layers, key=order.index)
    assert f"@layer {', '.join(order)};" in ALL_STYLES.read_text()


def test_nothing_is_loaded_from_another_host():
    ours = [ALL_STYLES, *CSS, *STATIC.glob("js/**/*.js"), *TEMPLATES]
    loads = re.compile(r"""(?:src=|url\(|from |import |@import |<link[^>]*href=)\s*["']?(?:https?:)?//""")
    assert [path.name for path in ours if loads.search(path.read_text())] == []


def test_no_template_holds_a_style_or_a_script_of_its_own():
    inline = re.compile(r"""<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)""")
    assert [path.name for path in TEMPLATES if inline.search(path.read_text())] == []


def test_every_element_that_htmx_drives_carries_the_nonce():
    driven = re.compile(r"<(?!hx-partial)[a-z][^>]*?\shx-(?:get|post|trigger|sse)[^>]*>")
    tags = [tag for path in TEMPLATES for tag in driven.findall(path.read_text())]
    assert tags
    assert [tag for tag in tags if 'hx-nonce="{{ csp_nonce }}"' not in tag] == []


def test_a_style_names_only_files_that_are_there():
    named = [(path, url) for path in CSS for url in re.findall(r'url\("([^"]+)"\)', path.read_text())]
    assert named
    assert [url for path, url in named if not (path.parent / url).exists()] == []
