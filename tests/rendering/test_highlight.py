import re
from html import unescape

import pytest

from webchat.rendering import highlight as module
from webchat.rendering.highlight import highlight, language_label


def text_of(html: str) -> str:
    return unescape(re.sub(r'</?span(?: class="[cks]")?>', "", html))


def test_comments_keywords_and_strings_have_their_inks() -> None:
    assert highlight("if x: # why\n  'no'", "python") == (
        '<span class="k">if</span> x: <span class="c"># why</span>\n  <span class="s">\'no\'</span>'
    )


def test_a_comment_in_the_last_line_is_one() -> None:
    assert highlight("ls # all", "sh") == 'ls <span class="c"># all</span>'


@pytest.mark.parametrize("language", sorted(module._LABELS))
def test_every_language_keeps_the_text(language: str) -> None:
    code = "\n\n<a b=\"c\">&amp;</a>\n\tif (x) { /* y */ } # z\n'''q\n<<A\n  \n"
    assert text_of(highlight(code, language)) == code


def test_a_lexer_that_loses_text_is_not_believed() -> None:
    code = "<<A\n<<A"
    assert highlight(code, "terraform") == code.replace("<", "&lt;")


@pytest.mark.parametrize("language", ["", "nonsense", "python; rm", "../x", "py\x00"])
def test_unknown_languages_are_plain_code(language: str) -> None:
    assert language_label(language) == "Code"
    assert highlight("if <x>", language) == "if &lt;x&gt;"


@pytest.mark.parametrize(
    ("language", "label"), [("sh", "Shell"), ("PY", "Python"), ("c++", "C++"), ("tsx", "TypeScript")]
)
def test_languages_have_names_for_readers(language: str, label: str) -> None:
    assert language_label(language) == label


def test_very_long_code_has_one_ink() -> None:
    code = "if x\n" * (module.LONGEST // 5 + 1)
    assert highlight(code, "python") == code


def test_code_that_takes_too_long_has_one_ink(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIME_LIMIT", -1.0)
    assert highlight("if x", "python") == "if x"
