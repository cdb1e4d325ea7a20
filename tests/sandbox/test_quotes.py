"""webchat.sandbox.quotes. In these texts, {word} is a word of the query."""

from webchat.sandbox.library import MARK_END, MARK_START, Hit
from webchat.sandbox.passages import BlockKind, Passage
from webchat.sandbox.quotes import LONGEST_QUOTE, Quote, best_block, best_line, best_sentences


def hit(text: str) -> Hit:
    return Hit("P", "Page", Passage(text), text.replace("{", MARK_START).replace("}", MARK_END))


def sentences(text: str) -> Quote:
    quote = best_sentences(hit(text))
    assert quote
    return quote


def test_the_quote_begins_at_the_sentence_with_most_words_of_the_query() -> None:
    assert sentences(f"Nothing here. {'Filler words. ' * 30} The {{tide}} {{table}} hangs. The end.").text == (
        "The tide table hangs. The end."
    )


def test_the_same_word_twice_counts_once() -> None:
    long = "words " * 60
    assert sentences(f"A {{tide}} is a {{tide}} {long}. The {{tide}} {{table}} hangs.").text == "The tide table hangs."


def test_words_of_the_query_that_stand_together_are_bold() -> None:
    assert sentences("The {tide} {table} hangs by the {door}.").markdown == "The **tide table** hangs by the door."


def test_text_with_markdown_of_its_own_gets_no_more_of_it() -> None:
    assert sentences("The {tide} {table} hangs *here*.").markdown == "The tide table hangs *here*."


def test_the_ranges_say_where_the_words_stand_in_the_plain_text() -> None:
    quote = sentences("The *high* {tide} and the {door}.")
    assert [quote.text[start:end] for start, end in quote.bold] == ["tide", "door"]


def test_a_sentence_that_never_ends_is_cut() -> None:
    assert 0 < len(sentences("word " * 200 + "{tide}").text) <= LONGEST_QUOTE


def test_a_passage_without_prose_has_no_sentences() -> None:
    assert best_sentences(hit("- a list\n- of {two}")) is None


def test_the_best_line_of_a_list_is_the_whole_item() -> None:
    assert best_line(hit("- one\n- the {second} item\n  goes on\n- three")).text == "the second item goes on"


def test_the_best_line_of_code_is_not_its_fence() -> None:
    assert best_line(hit("```{python}\nimport sys\n```")).text == "import sys"


def test_the_block_with_most_words_of_the_query_is_quoted() -> None:
    block = best_block(hit("- a list\n\n| {a} | b |\n|---|---|\n| {c} | d |"))
    assert block
    assert (block.kind, block.text) == (BlockKind.TABLE, "| a | b |\n|---|---|\n| c | d |")


def test_a_long_code_block_is_shortened_and_stays_closed() -> None:
    block = best_block(hit("```\n" + "line\n" * 50 + "```"))
    assert block
    assert block.text.count("line") < 20
    assert block.text.endswith("\n```")


def test_markdown_that_was_cut_in_two_is_quoted_as_text() -> None:
    assert (
        sentences(f"{'Filler words. ' * 30}**Bold here. The {{tide}} table* hangs**.").markdown
        == "The tide table hangs."
    )


def test_a_quotation_is_quoted_without_its_own_marks() -> None:
    assert sentences("> The {tide} table\n> hangs here.").markdown == "The tide table hangs here."
