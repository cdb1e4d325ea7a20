import pytest

from webchat.templatetags.sources import origin, passage
from webchat.upstream.types.replies import Snippet, Source, SourceKind


@pytest.mark.parametrize(
    ("highlights", "html"),
    [
        ((), "a &lt;pilot&gt; boards"),
        (((2, 9),), "a <mark>&lt;pilot&gt;</mark> boards"),
        (((10, 16), (0, 1)), "<mark>a</mark> &lt;pilot&gt; <mark>boards</mark>"),
        (((2, 9), (3, 12)), "a <mark>&lt;pilot&gt;</mark> boards"),
    ],
)
def test_what_was_found_is_marked_in_its_passage(highlights, html):
    assert passage(Snippet("a <pilot> boards", highlights=highlights)) == html


@pytest.mark.parametrize(
    ("datasource", "name"), [("gdrive", "Google Drive"), ("GitHub", "GitHub"), ("assets", "Assets"), ("", "Document")]
)
def test_a_source_names_the_system_it_comes_from(datasource, name):
    assert origin(Source(SourceKind.DOCUMENT, "d", datasource=datasource)) == name
