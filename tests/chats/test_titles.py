import pytest

from webchat.chats import titles


def found(title: str, query: str) -> bool:
    return titles.matches(title, titles.words(query))


def marked(title: str, query: str) -> str:
    pieces = titles.parts(title, titles.words(query))
    assert "".join(text for text, _ in pieces) == title
    return "".join(f"[{text}]" if hit else text for text, hit in pieces)


@pytest.mark.parametrize("query", ["resume", "RÉSUMÉ", "re\u0301sume\u0301", "sum", "  résumé  of ", "of résumé"])
def test_case_accents_and_the_order_of_words_do_not_matter(query):
    assert found("Résumé of the tender", query)


@pytest.mark.parametrize(
    ("title", "query"),
    [("Straße", "strasse"), ("STRASSE", "straße"), ("İstanbul", "istanbul"), ("ΣΊΣΥΦΟΣ", "σισυφος"), ("ﬁles", "fil")],
)
def test_letters_with_more_than_one_spelling_are_found(title, query):
    assert found(title, query)


def test_each_word_has_to_be_there():
    assert not found("Key rotation", "key approval")


@pytest.mark.parametrize("query", ["", "   ", "\u0301"])
def test_nothing_to_look_for_is_in_every_title(query):
    assert found("Key rotation", query)


@pytest.mark.parametrize(
    ("title", "query", "expected"),
    [
        ("Key rotation", "rot", "Key [rot]ation"),
        ("Key rotation", "ROTATION key", "[Key] [rotation]"),
        ("banana", "ana", "b[anana]"),
        ("Re\u0301sume\u0301 one", "resume", "[Re\u0301sume\u0301] one"),
        ("Große Straße", "ss", "Gro[ß]e Stra[ß]e"),
        ("ﬁles", "i", "[ﬁ]les"),
        ("Key", "", "Key"),
        ("", "key", ""),
        ("<b>", "b", "<[b]>"),
    ],
)
def test_what_was_looked_for_is_marked_where_it_stands(title, query, expected):
    assert marked(title, query) == expected


def test_a_query_has_an_end():
    assert sum(map(len, titles.words("x" * 10_000))) == titles.LONGEST_QUERY


def test_the_beginning_of_a_prompt_is_one_short_line():
    assert titles.beginning("How\n do we?\t") == "How do we?"
    assert len(titles.beginning("word " * 100)) == titles.LENGTH


def test_a_word_that_comes_twice_is_looked_for_once():
    assert titles.words("Parental leave PARENTAL") == ("parental", "leave")
