from datetime import UTC, datetime

import pytest

from webchat.upstream.glean.sources import cited_source, found_sources
from webchat.upstream.types.replies import Snippet, Source, SourceKind

DOCUMENT = {
    "id": "D1",
    "title": "Travel policy",
    "url": "https://wiki.example/travel",
    "datasource": "confluence",
    "metadata": {"author": {"name": "Ada"}, "updateTime": "2026-03-01T12:00:00Z"},
}


def quoting(*snippets):
    citation = {"sourceDocument": DOCUMENT, "referenceRanges": [{"snippets": list(snippets)}]}
    return cited_source(citation).snippets


def test_a_document_with_all_that_is_known_of_it():
    assert cited_source({"sourceDocument": DOCUMENT}) == Source(
        kind=SourceKind.DOCUMENT,
        key="document:D1",
        title="Travel policy",
        url="https://wiki.example/travel",
        datasource="confluence",
        author="Ada",
        updated=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("citation", "kind", "key", "title"),
    [
        ({"sourceFile": {"id": "F1", "name": "a.pdf"}}, SourceKind.FILE, "file:F1", "a.pdf"),
        ({"sourcePerson": {"obfuscatedId": "P1", "name": "Ada"}}, SourceKind.PERSON, "person:P1", "Ada"),
        ({"sourcePerson": {"name": "Ada"}}, SourceKind.PERSON, "person:Ada", "Ada"),
        ({"sourceCustomEntity": {"id": "E1", "title": "Team"}}, SourceKind.ENTITY, "entity:E1", "Team"),
        ({"sourceSkill": {"id": "S1"}}, SourceKind.SKILL, "skill:S1", "S1"),
        (
            {"sourceDocument": {"url": "https://a.example"}},
            SourceKind.DOCUMENT,
            "document:https://a.example",
            "https://a.example",
        ),
    ],
)
def test_every_kind_of_source_has_a_key_and_a_title(citation, kind, key, title):
    source = cited_source(citation)
    assert (source.kind, source.key, source.title) == (kind, key, title)


@pytest.mark.parametrize(
    "citation", [{}, {"sourceDocument": None}, {"sourceDocument": []}, {"sourcePerson": {"id": 3}}]
)
def test_what_has_no_identity_is_no_source(citation):
    assert cited_source(citation) is None


def test_the_first_source_that_is_one_counts():
    assert cited_source({"sourceDocument": {}, "sourceFile": {"id": "F1"}}).key == "file:F1"


def test_an_unset_time_of_go_is_none():
    document = {"id": "D1", "metadata": {"updateTime": "0001-01-01T00:00:00Z"}}
    assert cited_source({"sourceDocument": document}).updated is None


def test_a_snippet_has_its_page_and_highlights():
    wire = {"text": "Trains come first.", "pageNumber": 4, "ranges": [{"startIndex": 0, "endIndex": 6, "type": "BOLD"}]}
    assert quoting(wire) == (Snippet("Trains come first.", 4, ((0, 6),)),)


@pytest.mark.parametrize("place", [(5, 99), (-1, 3), (3, 3), (4, 2), (None, 2), ("0", "2"), (0.5, 2)])
def test_a_highlight_that_does_not_fit_is_left_out(place):
    assert quoting({"text": "short", "ranges": [{"startIndex": place[0], "endIndex": place[1]}]}) == (Snippet("short"),)


def test_the_older_name_of_a_snippets_text_is_read():
    assert quoting({"snippet": "old"}, {"text": "new", "snippet": "old"}) == (Snippet("old"), Snippet("new"))


def test_empty_and_repeated_snippets_are_left_out():
    assert quoting({"text": "one"}, {"text": ""}, None, {"text": "one"}) == (Snippet("one"),)


def test_search_results_are_sources_of_their_kinds():
    results = [
        {"document": DOCUMENT},
        {"person": {"name": "Ada"}},
        {"team": {"id": "T1"}},
        {"unknown": {"id": "X"}},
        None,
    ]
    assert [source.key for source in found_sources(results)] == ["document:D1", "person:Ada", "entity:T1"]


def test_no_search_results_are_no_sources():
    assert found_sources(None) == ()
