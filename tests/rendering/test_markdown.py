import codecs
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import is_thorough
from tests.rendering.examples import ALL, GITHUB, WRITTEN_BY_MODELS
from tests.rendering.inert import without_inks
from webchat.rendering import engine, markdown
from webchat.rendering.markdown import MarkdownStream, render
from webchat.rendering.outline import Outline

Piece = str | int  # text, or the number of a citation


def streamed(*pieces: Piece) -> str:
    stream = MarkdownStream()
    for piece in pieces:
        stream.cite(piece) if isinstance(piece, int) else stream.feed(piece)
        stream.open()
    stream.close()
    return "".join(stream.finished)


def watched(function: Callable[[str], object], patch: pytest.MonkeyPatch) -> list[str]:
    """What a function of the engine is given from now on."""
    sources: list[str] = []

    def watching(source: str) -> object:
        sources.append(source)
        return function(source)

    patch.setattr(engine, function.__name__, watching)
    return sources


def cuts(text: str) -> Iterator[tuple[str, str]]:
    """The text's bytes cut in two at every place, as a decoder gives them."""
    whole = text.encode("utf-8", "surrogatepass")
    for place in range(len(whole) + 1):
        decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
        yield decoder.decode(whole[:place]), decoder.decode(whole[place:], final=True)


texts = st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(["", "\n", "\n\n"])), min_size=1, max_size=6).map(
    lambda parts: "".join(text + end for text, end in parts)
)


@st.composite
def cut_with_citations(draw: st.DrawFn) -> tuple[list[Piece], list[Piece]]:
    """The same text with the same citations: in few pieces, and in many."""
    text = draw(texts)
    places = st.integers(0, len(text))
    cited = draw(st.lists(places, max_size=5))
    few: list[Piece] = []
    many: list[Piece] = []
    for pieces, borders in ((few, cited), (many, cited + draw(st.lists(places, max_size=40)))):
        citations, start = 0, 0
        for border in [*sorted(borders), len(text)]:
            pieces.append(text[start:border])
            start = border
            if citations < len(cited) and sorted(cited)[citations] == border:
                pieces.append(citations)
                citations += 1
    return few, many


# --- cut anywhere, the result is the same -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ALL)
def test_a_text_cut_at_any_byte_is_rendered_like_the_whole(text: str) -> None:
    whole = render(text)
    assert all(streamed(*pieces) == whole for pieces in cuts(text))
    assert streamed(*text) == whole


@pytest.mark.parametrize("text", GITHUB + WRITTEN_BY_MODELS)
def test_a_citation_anywhere_is_there_once_and_at_the_same_place_however_the_text_is_cut(text: str) -> None:
    for place in range(0, len(text) + 1, 1 if is_thorough() else 3):
        whole = streamed(text[:place], 7, text[place:])
        assert whole.count("\u2060<sup>7</sup>") == 1
        assert streamed(*text[:place], 7, *text[place:]) == whole


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(cut_with_citations())
def test_texts_joined_and_cut_at_random_are_rendered_like_the_whole(pieces: tuple[list[Piece], list[Piece]]) -> None:
    few, many = pieces
    whole = streamed(*few)
    assert streamed(*many) == whole
    assert whole.count("<sup>") == sum(isinstance(piece, int) for piece in few)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(cut_with_citations())
def test_looking_less_often_at_long_blocks_changes_nothing(pieces: tuple[list[Piece], list[Piece]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_SHORT", 30)
        patch.setattr(markdown, "_PART", 4)
        often = streamed(*pieces[0])
        assert streamed(*pieces[1]) == often


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(texts.filter(lambda text: "]:" not in text))
def test_blocks_rendered_one_by_one_are_the_text_rendered_by_one_call(text: str) -> None:
    stream = MarkdownStream()
    stream.feed(text)
    stream.close()
    assert "".join(stream.finished) == stream._html("".join(stream._sources), Outline())


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(texts.filter(lambda text: "]:" not in text), st.randoms(use_true_random=False))
def test_what_is_shown_half_way_is_the_text_so_far(text: str, random: Random) -> None:
    so_far = text[: random.randint(0, len(text))].rstrip("\r\ud83d-= ")
    stream = MarkdownStream()
    for character in so_far:
        stream.feed(character)
    assert without_inks("".join(stream.finished) + stream.open()) == without_inks(render(so_far))


# --- finished is finished -----------------------------------------------------------------------------------------


def test_a_block_is_finished_once_the_next_has_begun() -> None:
    stream = MarkdownStream()
    stream.feed("one\n\ntwo\n")
    assert (stream.finished, stream.open()) == (["<p>one</p>\n"], "<p>two</p>\n")


def test_code_is_coloured_and_finished_as_soon_as_its_fence_closes() -> None:
    stream = MarkdownStream()
    stream.feed("```py\nif x\n``")
    assert "<code>if x\n``</code>" in stream.open()
    stream.feed("`\n")
    assert '<span class="k">if</span> x' in stream.finished[0]
    assert stream.open() == ""


@pytest.mark.parametrize("text", GITHUB + WRITTEN_BY_MODELS)
def test_what_is_finished_never_changes_while_the_text_goes_on(text: str) -> None:
    stream = MarkdownStream()
    before: list[str] = []
    for character in text:
        stream.feed(character)
        assert stream.finished[: len(before)] == before
        before = list(stream.finished)


def test_a_finished_block_is_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = watched(engine.html, monkeypatch)
    stream = MarkdownStream()
    for character in "one\n\ntwo\n\nthree\n\n":
        stream.feed(character)
    stream.close()
    assert rendered == ["one\n\n", "two\n\n", "three\n\n"]


def test_a_hyphen_does_not_turn_the_words_before_it_into_a_heading_for_a_moment() -> None:
    stream = MarkdownStream()
    stream.feed("Two things:\n-")
    assert stream.open() == "<p>Two things:</p>\n"


def test_after_the_end_nothing_is_open() -> None:
    stream = MarkdownStream()
    stream.feed("words")
    assert stream.open()
    stream.close()
    assert stream.open() == ""


# --- link reference definitions -----------------------------------------------------------------------------------


def test_a_definition_reaches_back_at_the_end_and_says_so() -> None:
    stream = MarkdownStream()
    stream.feed("[words]\n\nmore\n\n[words]: https://x.example\n")
    assert (stream.finished[0], stream.restarts) == ("<p>[words]</p>\n", 0)
    stream.close()
    assert stream.finished[0].startswith('<p><a href="https://x.example"')
    assert stream.restarts == 1


def test_text_without_forward_references_never_restarts() -> None:
    stream = MarkdownStream()
    stream.feed("- [x] done\n\n[a](https://x.example) [b] c[0]: d\n\n```py\nif x[0]:\n    y\n```\n")
    stream.close()
    assert stream.restarts == 0


# --- cost: work is counted in characters, not in seconds ----------------------------------------------------------

ANSWER = "## Head\n\nSome *words* in a row.\n\n- one\n- two\n\n```py\nif x:\n    y()\n```\n\n|a|b|\n|-|-|\n|c|d|\n\n"


def work(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Characters that the engine has read by the end, asked for the open block after every fourth character."""
    with monkeypatch.context() as patch:
        rendered, searched = watched(engine.html, patch), watched(engine.block_lines, patch)
        streamed(*(text[start : start + 4] for start in range(0, len(text), 4)))
    return sum(map(len, rendered + searched))


@pytest.mark.parametrize(
    "sample",
    [ANSWER, "words and ", "words\n", "- item\n", "> quote\n", "\n", "[a]\n", "[a]: b\n", "[a]\n\n[a]: b\n\n", "> - "],
)
def test_a_text_four_times_as_long_is_at_most_four_and_a_half_times_the_work(
    sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = ((sample * (size // len(sample) + 1))[:size] for size in (2_500, 10_000))
    assert work(long, monkeypatch) <= 4.5 * work(short, monkeypatch)


def test_open_code_of_any_length_is_linear_work(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = ("```py\n" + "value = 1\n" * lines for lines in (1_000, 4_000))
    assert work(long, monkeypatch) <= 4.5 * work(short, monkeypatch)
