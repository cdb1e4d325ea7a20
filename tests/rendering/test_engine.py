import pytest

from tests.rendering.examples import COMMONMARK, Example
from webchat.rendering import engine

# What this engine is asked to do otherwise: raw HTML is shown as text, bare addresses are links.
RAW_HTML = {21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643}
BARE_LINKS = {602, 608, 611, 612}
PLAIN = [
    example
    for example in COMMONMARK
    if example.section not in ("HTML blocks", "Raw HTML") and example.number not in RAW_HTML | BARE_LINKS
]


@pytest.mark.parametrize("example", PLAIN, ids=lambda example: str(example.number))
def test_the_specifications_examples_come_out_as_it_says(example: Example) -> None:
    assert engine.html(example.markdown) == example.html


def test_raw_html_is_shown_as_text() -> None:
    assert engine.html("a <b>c</b>\n\n<script>d\n") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n&lt;script&gt;d\n"


def test_bare_addresses_become_links() -> None:
    assert engine.html("https://x.example.") == '<p><a href="https://x.example">https://x.example</a>.</p>\n'


def test_bold_words_without_spaces_around_them_are_bold_in_chinese() -> None:
    assert engine.html("**重要。**後") == "<p><strong>重要。</strong>後</p>\n"


def test_block_lines_are_those_of_the_top_level() -> None:
    assert engine.block_lines("# a\n\n> b\n> - c\n\n```\nd\n```\n---\n|e|\n|-|\n") == [
        (1, 1),
        (3, 4),
        (6, 8),
        (9, 9),
        (10, 11),
    ]


def test_text_cannot_pretend_to_be_a_block() -> None:
    assert engine.block_lines('<p data-sourcepos="1:1-9:9">\n\n`<p data-sourcepos="1:1-9:9">`') == [(3, 3)]
