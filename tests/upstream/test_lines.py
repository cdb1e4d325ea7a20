from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webchat.upstream.lines import Lines


def lines_of(*chunks, limit=1000):
    lines = Lines(limit)
    return [line for chunk in chunks for line in lines.feed(chunk)] + lines.end()


def test_a_line_may_come_in_any_number_of_chunks():
    assert lines_of(b"on", b"", b"e\ntw", b"o\n") == [b"one", b"two"]


def test_a_chunk_may_hold_many_lines():
    assert lines_of(b"one\ntwo\nthree\n") == [b"one", b"two", b"three"]


def test_the_last_line_needs_no_line_feed():
    assert lines_of(b"one\ntwo") == [b"one", b"two"]


def test_blank_lines_are_lines():
    assert lines_of(b"one\n\ntwo\n") == [b"one", b"", b"two"]


def test_only_a_line_feed_ends_a_line():
    line = "a\u2028b\u2029c\u0085d\x0ce\x0bf\rg".encode()
    assert lines_of(line + b"\n") == [line]


def test_a_line_beyond_the_limit_is_cut_there_and_the_next_is_whole():
    assert lines_of(b"0123", b"4567", b"89\nshort\n", limit=5) == [b"01234", b"short"]


def test_a_line_may_have_four_mebibytes():
    line = b"x" * (4 * 1024 * 1024)
    lines = Lines()
    assert lines.feed(line + b"\n") == [line]


@given(st.binary(), st.lists(st.integers(0, 100)))
def test_the_borders_of_the_chunks_make_no_difference(stream, cuts):
    borders = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    chunks = [stream[start:end] for start, end in pairwise(borders)]
    assert lines_of(*chunks) == lines_of(stream)


@given(st.lists(st.binary().filter(lambda line: b"\n" not in line)))
def test_what_was_joined_by_line_feeds_comes_apart_again(lines):
    assert lines_of(b"".join(line + b"\n" for line in lines)) == lines
