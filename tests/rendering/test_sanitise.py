import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rendering.attacks import ATTACKS
from tests.rendering.examples import ALL
from tests.rendering.inert import assert_inert
from webchat.rendering.markdown import MarkdownStream, render
from webchat.rendering.sanitise import MAX_DEPTH, sanitise


def cite_nothing(number: int) -> str:
    raise AssertionError(f"nobody has cited {number}")


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_inert_at_every_step_of_its_way(text: str) -> None:
    stream = MarkdownStream(cite_nothing)
    for character in text:
        stream.feed(character)
        assert_inert("".join(stream.finished) + stream.open())
    stream.close()
    assert_inert("".join(stream.finished))


@pytest.mark.parametrize("text", ALL)
def test_the_examples_are_inert(text: str) -> None:
    assert_inert(render(text))


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.one_of(st.sampled_from(ATTACKS), st.sampled_from(ALL), st.text(max_size=8)), max_size=6).map("".join)
)
def test_attacks_among_other_text_are_inert(text: str) -> None:
    assert_inert(render(text))


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(st.text(st.sampled_from("<>[]()!`~*_|-:#&;\"'\\/= \n\t1.xaje\ue000\ue001\ud800\0"), max_size=60))
def test_any_mix_of_signs_is_inert(text: str) -> None:
    assert_inert(render(text))


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<style>x</style>", "<svg><b>x</b></svg>", "<iframe>x</iframe>", "<span>x</span>",
        "<div id=a class=b style=c hx-get=d data-e=f aria-label=g onclick=h>x</div>", "<p title=a>x</p>",
    ],
)  # fmt: skip
def test_what_is_not_listed_loses_its_tag_but_not_its_text(html: str) -> None:
    assert sanitise(html) in ("x", "<p>x</p>")


def test_only_three_kinds_of_address_pass() -> None:
    links = "".join(
        f'<a href="{scheme}x">' for scheme in ("https://", "http://", "mailto:", "ftp://", "javascript:", "/")
    )
    assert sanitise(links).count("href") == 3


@pytest.mark.parametrize(
    "text", ["> " * 10_000 + "x", ">" * 5_000 + "x", "- " * 10_000 + "x", "*a **a " * 5_000, "1) " * 9_000]
)
def test_deep_nesting_is_cut_off_and_keeps_its_words(text: str) -> None:
    html = render(text)
    assert assert_inert(html) <= MAX_DEPTH + 4  # a table and a figure are two or three elements of ours
    assert text.strip()[-1] in html


def test_nesting_up_to_the_limit_is_kept() -> None:
    deepest = "<blockquote>" * MAX_DEPTH + "x" + "</blockquote>" * MAX_DEPTH
    assert sanitise(deepest) == deepest
    assert sanitise(f"<blockquote>{deepest}</blockquote>") == deepest
