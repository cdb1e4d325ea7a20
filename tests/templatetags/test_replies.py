import pytest

from webchat.templatetags.replies import long_on


@pytest.mark.parametrize(
    ("question", "screens"),
    [
        ("", ""),
        ("one\n" * 12, ""),
        ("one\n" * 13, "all"),
        ("\n" * 13, "all"),
        ("x" * 80 * 12, "narrow"),
        ("x" * (80 * 12 + 1), "all"),
        ("x" * 38 * 12, ""),
        ("x" * (38 * 12 + 1), "narrow"),
    ],
)
def test_a_question_of_more_than_twelve_lines_is_too_long(question, screens):
    assert long_on(question) == screens
