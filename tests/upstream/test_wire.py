from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.upstream.wire import chat_identity, moment, parse, string, strings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", ["a/b", "/", "x" * 201, "", None, 7, ["a"]])
def test_what_could_stand_in_no_address_is_no_id_of_a_chat(value):
    assert chat_identity(value) == ""


@pytest.mark.parametrize(
    "value",
    [
        NOON.timestamp(),
        int(NOON.timestamp()),
        int(NOON.timestamp()) * 1000,
        str(int(NOON.timestamp())),
        str(int(NOON.timestamp()) * 1000),
        "2026-11-21T12:00:00Z",
        "2026-11-21T12:00:00.000000000Z",
        "2026-11-21T13:00:00+01:00",
        "2026-11-21T12:00:00",
    ],
)
def test_a_moment_may_be_written_in_many_ways(value):
    assert moment(value) == NOON


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "yesterday",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        1e300,
        10**400,
        "9" * 5000,
        [],
        {},
    ],
)
def test_what_is_no_moment_is_none(value):
    assert moment(value) is None


@given(st.floats() | st.integers() | st.text())
def test_no_value_is_too_odd_for_a_moment(value):
    found = moment(value)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"3", b"{", b'{"a":1}{', b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}"]
)
def test_what_is_no_object_is_a_value_error(document):
    with pytest.raises(ValueError):
        parse(document)


def test_a_string_is_one_that_every_database_takes():
    assert string("a\x00b\ud83dc") == "a\ufffdb\ufffdc"
    assert string("\U0001f600") == "\U0001f600"


def test_strings_are_those_of_a_list():
    assert strings(["a", None, 3, "", "b"]) == ("a", "b")
