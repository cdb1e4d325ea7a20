"""webchat.sandbox.library."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import text

from webchat.sandbox.library import Library, terms
from webchat.sandbox.passages import passages
from webchat.sandbox.store.database import Database


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(Database(tmp_path / "db.sqlite3"))
    library.add("leave", "Parental leave", passages("## Weeks\n\nTwenty weeks.\n\n## Notice\n\nTen weeks before."))
    library.add("tides", "Tide tables", passages("They hang by the door."))
    return library


def found(library: Library, question: str, *sources: str) -> list[tuple[str, str]]:
    hits = library.search(question, sources or ("leave", "tides"), limit=5)
    return [(hit.source, hit.passage.heading) for hit in hits]


def test_small_words_are_not_searched_for() -> None:
    assert terms("How many days of parental leave do I get?") == ["days", "parental", "leave"]


def test_the_passage_with_most_words_comes_first(library: Library) -> None:
    assert found(library, "How much notice for parental leave?")[0] == ("leave", "Notice")


def test_words_are_found_in_other_forms(library: Library) -> None:
    assert found(library, "table hanging") == [("tides", "")]


def test_only_the_named_sources_are_searched(library: Library) -> None:
    assert found(library, "weeks", "tides") == []


def test_one_common_word_of_a_long_question_is_not_enough(library: Library) -> None:
    assert found(library, "which door leads to the bicycle cellar") == []


def test_a_short_question_may_rest_on_one_word_if_nothing_has_both(library: Library) -> None:
    assert found(library, "door handle") == [("tides", "")]


@pytest.mark.parametrize("question", ["", "???", "who are you", '"', 'NEAR("weeks" OR', "weeks*) --", "heading:x"])
def test_no_question_is_a_syntax_error(library: Library, question: str) -> None:
    assert isinstance(found(library, question), list)


@given(text())
@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_question(library: Library, question: str) -> None:
    assert isinstance(found(library, question), list)


def test_words_of_the_question_are_marked(library: Library) -> None:
    [hit] = library.search("doors", ["tides"], limit=1)
    assert hit.marked == "They hang by the \x02door\x03."


def test_no_source_fills_the_list(library: Library) -> None:
    library.add("many", "Many", passages("\n".join(f"# Weeks {number}\n\nweeks" for number in range(9))))
    assert [source for source, _ in found(library, "weeks", "leave", "many")].count("many") == 2


def test_a_removed_source_is_not_found(library: Library) -> None:
    library.remove(["tides"])
    assert found(library, "door") == []


def test_the_opening_is_the_first_passage(library: Library) -> None:
    hit = library.opening("leave")
    assert hit
    assert hit.passage.body == "Twenty weeks."
    assert library.opening("nothing") is None
