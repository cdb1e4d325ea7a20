"""webchat.sandbox.markdown."""

import pytest

from webchat.sandbox.markdown import escaped, plain


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and *soft* and `code`", "bold and soft and code"),
        ("[a link](https://example.com) and ![an image](x.png)", "a link and an image"),
        ("> quoted\n> lines", "quoted lines"),
        ("- one\n2. two", "one two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b 1, 2"),
        (r"a \* star and snake\_case", "a * star and snake_case"),
        ("## Heading\n\nwords", "Heading words"),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, text: str) -> None:
    assert plain(markdown) == text


@pytest.mark.parametrize(
    "text", ["a * b * c", "<b>", "[x](y)", "a | b", "`tick`", r"back\slash", "# no heading", "~~x~~"]
)
def test_escaped_text_shows_as_itself(text: str) -> None:
    assert plain(escaped(text)) == text
