"""What is sealed opens with its key, for its owner, as it was sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.browser import KEY, OTHER_KEY
from webchat.credentials.sealing import CannotOpen, Keyring
from webchat.secret import Secret

KEYS, NEWER, OTHER = Keyring([Secret(KEY)]), Keyring([Secret(OTHER_KEY), Secret(KEY)]), Keyring([Secret(OTHER_KEY)])
OWNER = ("credential", "1", "https://acme-be.glean.com", "personal-oauth")
TOKEN = Secret("s3cr3t-token")


@given(st.text())
def test_whatever_is_sealed_opens_again(value: str):
    assert KEYS.open(KEYS.seal(Secret(value), *OWNER), *OWNER).reveal() == value


def test_the_same_is_never_sealed_to_the_same():
    assert KEYS.seal(TOKEN, *OWNER) != KEYS.seal(TOKEN, *OWNER)


@pytest.mark.parametrize("place", range(4))
def test_it_opens_for_nobody_and_nothing_else(place: int):
    other = [*OWNER]
    other[place] += "0"
    with pytest.raises(CannotOpen):
        KEYS.open(KEYS.seal(TOKEN, *OWNER), *other)


def test_two_parts_of_an_owner_are_not_one():
    with pytest.raises(CannotOpen):
        KEYS.open(KEYS.seal(TOKEN, "ab", "c"), "a", "bc")


def test_any_key_opens_and_the_first_one_seals():
    sealed = KEYS.seal(TOKEN, *OWNER)
    assert NEWER.open(sealed, *OWNER) == TOKEN
    assert not NEWER.is_newest(sealed)
    assert NEWER.is_newest(NEWER.seal(TOKEN, *OWNER))
    with pytest.raises(CannotOpen):
        OTHER.open(sealed, *OWNER)


@pytest.mark.parametrize("broken", ["", ".", "x", "x.y", "ä.ö", "\0"])
def test_what_was_never_sealed_does_not_open(broken: str):
    with pytest.raises(CannotOpen):
        KEYS.open(broken, *OWNER)


def test_a_changed_letter_anywhere_is_noticed():
    sealed = KEYS.seal(TOKEN, *OWNER)
    for place in range(len(sealed.rstrip("=")) - 1):  # of the last one, not every bit counts in base64
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(CannotOpen):
            KEYS.open(changed, *OWNER)


def test_nothing_of_the_token_or_the_key_shows():
    assert "s3cr3t" not in KEYS.seal(TOKEN, *OWNER)
    assert KEY not in repr(KEYS) + KEYS.seal(TOKEN, *OWNER)
