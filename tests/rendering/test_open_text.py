import pytest

from webchat.rendering.open_text import OpenText


def lines_of(*pieces: str) -> list[str]:
    text = OpenText()
    for piece in pieces:
        text.add(piece)
    text.end()
    return text.lines


@pytest.mark.parametrize("pieces", [("a\r\nb",), ("a\r", "\nb"), ("a", "\r", "", "\nb"), ("a\rb",), ("a\n", "b")])
def test_every_line_end_is_a_newline_wherever_it_is_cut(pieces: tuple[str, ...]) -> None:
    assert lines_of(*pieces) == ["a\n", "b"]


def test_a_carriage_return_at_the_very_end_ends_the_line() -> None:
    assert lines_of("a\r") == ["a\n"]


@pytest.mark.parametrize("pieces", [("\ud83d\ude00",), ("\ud83d", "\ude00"), ("\ud83d", "", "\ude00")])
def test_halves_of_a_character_are_joined(pieces: tuple[str, ...]) -> None:
    assert lines_of(*pieces) == ["😀"]


@pytest.mark.parametrize("pieces", [("\ud83dx",), ("\ud83d", "x"), ("", "\ude00x")])
def test_half_a_character_alone_is_replaced(pieces: tuple[str, ...]) -> None:
    assert lines_of(*pieces) == ["\ufffdx"]


def test_half_a_character_at_the_very_end_is_replaced() -> None:
    assert lines_of("x\ud83d") == ["x\ufffd"]


def test_only_newlines_separate_lines() -> None:
    assert lines_of("a\x0b\x0c\x85\u2028b\n") == ["a\x0b\x0c\x85\u2028b\n"]


def test_the_characters_of_marks_are_taken_out() -> None:
    assert lines_of("a<\ue0001\ue001>\ufeff\0") == ["a<1>\ufffd"]


def test_taking_lines_leaves_the_rest() -> None:
    text = OpenText()
    text.add("a\nb\nc")
    text.take(1)
    assert (str(text), text.size) == ("b\nc", 3)
