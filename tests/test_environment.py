"""Every setting is right, or the start stops with a sentence."""

import base64
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from webchat.environment import Environment
from webchat.secret import Secret


def environment(**variables: str) -> Environment:
    return Environment(variables)


def test_a_missing_variable_without_default_is_named():
    with pytest.raises(ImproperlyConfigured, match="^NAME is missing"):
        environment().text("NAME")


def test_a_default_stands_in_for_a_missing_variable():
    assert environment().text("NAME", "Webchat") == "Webchat"


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_a_variable_that_is_set_but_empty_is_no_default(empty: str):
    with pytest.raises(ImproperlyConfigured, match="^NAME is set but empty"):
        environment(NAME=empty).text("NAME", "Webchat")


def test_a_wrong_choice_is_answered_with_the_choices():
    with pytest.raises(ImproperlyConfigured, match="^NAME is 'claude': allowed are sandbox, glean"):
        environment(NAME="claude").choice("NAME", ("sandbox", "glean"), "sandbox")


@pytest.mark.parametrize("word", ["True", "yes", "1", "on", "TRUE "])
def test_a_boolean_is_true_or_false_and_nothing_like_it(word: str):
    with pytest.raises(ImproperlyConfigured, match="allowed are true, false"):
        environment(NAME=word).boolean("NAME", default=False)


@pytest.mark.parametrize(("word", "value"), [("true", True), ("false", False)])
def test_booleans(word: str, value: Any):
    assert environment(NAME=word).boolean("NAME", default=not value) is value


@pytest.mark.parametrize("word", ["-1", "1e9", "nan", "inf", "ten", "0.5", "1,5"])
def test_a_number_is_decimal_and_not_too_small(word: str):
    with pytest.raises(ImproperlyConfigured, match="it must be a number, 1 or more"):
        environment(NAME=word).number("NAME", 300, least=1)


@pytest.mark.parametrize("word", ["1.5", "-1", "0", "11", "ten", "0x10", "1" * 5000])
def test_an_integer_is_whole_and_within_its_limits(word: str):
    with pytest.raises(ImproperlyConfigured, match="it must be a whole number from 1 to 10"):
        environment(NAME=word).integer("NAME", 5, least=1, most=10)


def test_numbers():
    assert environment(NAME="2.5").number("NAME", 300, least=1) == 2.5
    assert environment(NAME="25").integer("NAME", 300, least=1) == 25


def test_items_are_separated_by_commas_and_freed_of_spaces():
    assert environment(NAME="one, two").items("NAME") == ("one", "two")
    assert environment().items("NAME") == ()


@pytest.mark.parametrize("value", ["one,,two", "one,", ","])
def test_an_empty_item_is_a_slip(value: str):
    with pytest.raises(ImproperlyConfigured, match="^NAME must list values"):
        environment(NAME=value).items("NAME")


@pytest.mark.parametrize(
    "value",
    [
        "http://acme-be.glean.com",  # plain http would carry the token in the open
        "https://acme-be.glean.com/rest/api/v1",
        "https://user:secret@acme-be.glean.com",
        "https://acme-be.glean.com?x=1",
        "https://acme-be.glean.com#x",
        "https://",
        "https://acme be.glean.com",
        "https://acme.example\\@evil.example",
        "https://-acme.example",
        "https://acme.example:many",
        "ftp://acme-be.glean.com",
        "acme-be.glean.com",
    ],
)
def test_an_origin_is_scheme_and_host_and_nothing_else(value: str):
    with pytest.raises(ImproperlyConfigured, match="^NAME is .*: it must be https://"):
        environment(NAME=value).origin("NAME")


@pytest.mark.parametrize(
    "value", ["api", "/", "//evil.example", "/a//b", "/a/../b", "/.", "/a b", "/a?x", "/a#x", "/%2e"]
)
def test_a_path_is_one_and_nothing_else(value: str):
    with pytest.raises(ImproperlyConfigured, match="^NAME is .*: it must be a path"):
        environment(NAME=value).path("NAME")


@pytest.mark.parametrize("value", ["/api/v1/chat", "/api/v1/conversations/", "/v1.1/a_b-c"])
def test_a_path_stays_as_it_is(value: str):
    assert environment(NAME=value).path("NAME") == value


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://acme-be.glean.com", "https://acme-be.glean.com"),
        ("https://acme-be.glean.com:8443/", "https://acme-be.glean.com:8443"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://[::1]:8001", "http://[::1]:8001"),
    ],
)
def test_origins(value: str, origin: str):
    assert environment(NAME=value).origin("NAME") == origin


@pytest.mark.parametrize(
    "value",
    [
        "https://login.example.com",
        "https://acme.auth.example/",
        "https://id.example:8443/realms/a/",
        "http://[::1]:8080/",
    ],
)
def test_an_issuer_stays_letter_by_letter(value: str):
    assert environment(NAME=value).issuer("NAME") == value


@pytest.mark.parametrize(
    "value",
    [
        "http://login.example.com/",
        "https://login.example.com/?tenant=a",
        "https://login.example.com/#a",
        "https://user@login.example.com/",
        "https://login.example.com/a b",
        "https://login.example.com/a\n",
        "https://login.example.com/ä",
        "https://",
        "login.example.com",
    ],
)
def test_an_issuer_is_an_address_that_can_be_trusted(value: str):
    with pytest.raises(ImproperlyConfigured, match="^NAME is .*: it must be https://"):
        environment(NAME=value).issuer("NAME")


def test_a_folder_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert environment(NAME="data").folder("NAME", Path("elsewhere")) == tmp_path / "data"


def test_a_secret_comes_from_the_variable_or_from_a_file(tmp_path: Path):
    (tmp_path / "token").write_text("from the file\n")
    assert environment(NAME="from the variable").secret("NAME").reveal() == "from the variable"
    assert environment(NAME_FILE=str(tmp_path / "token")).secret("NAME").reveal() == "from the file"


def test_a_secret_given_twice_is_refused(tmp_path: Path):
    with pytest.raises(ImproperlyConfigured, match="^NAME and NAME_FILE are both set"):
        environment(NAME="s3cr3t", NAME_FILE=str(tmp_path)).secret("NAME")


def test_a_secret_file_must_be_readable_and_hold_something(tmp_path: Path):
    (tmp_path / "empty").touch()
    with pytest.raises(ImproperlyConfigured, match=r"^NAME_FILE: .*cannot be read \(FileNotFoundError\)"):
        environment(NAME_FILE=str(tmp_path / "none")).secret("NAME", "default")
    with pytest.raises(ImproperlyConfigured, match="^NAME_FILE: .*is empty"):
        environment(NAME_FILE=str(tmp_path / "empty")).secret("NAME", "default")


def test_a_short_secret_is_refused_without_showing_it():
    with pytest.raises(ImproperlyConfigured, match="^NAME is too short: .*50 characters") as caught:
        environment(NAME="s3cr3t").secret("NAME", least=50)
    assert "s3cr3t" not in str(caught.value)


KEY = base64.b64encode(bytes(32)).decode()
OTHER_KEY = base64.b64encode(bytes(range(32))).decode()


def test_keys_are_listed_with_the_newest_first():
    assert environment(KEYS=f"{KEY}, {OTHER_KEY}").keys("KEYS") == (Secret(KEY), Secret(OTHER_KEY))
    assert environment().keys("KEYS") == ()


@pytest.mark.parametrize("value", ["short", KEY[:-8], f"{KEY},", f"{KEY},,{KEY}", "*" * 44, "ä" * 44])
def test_a_key_that_is_none_is_refused_without_showing_it(value: str):
    with pytest.raises(ImproperlyConfigured, match="^KEYS must list keys of 32 bytes in base64") as caught:
        environment(KEYS=value).keys("KEYS")
    assert value not in str(caught.value)


def test_a_misspelt_setting_is_refused_and_the_right_ones_are_listed():
    settings = environment(WEBCHAT_BRAND="Acme", WEBCHAT_UPSTRAEM="glean", PATH="/bin")
    settings.text("WEBCHAT_BRAND")
    with pytest.raises(ImproperlyConfigured, match="no setting WEBCHAT_UPSTRAEM. There are: WEBCHAT_BRAND"):
        settings.refuse_unknown("WEBCHAT_")


def test_known_settings_are_not_refused(tmp_path: Path):
    (tmp_path / "token").write_text("token")
    settings = environment(WEBCHAT_TOKEN_FILE=str(tmp_path / "token"), WEBCHAT_IDS="a,b")
    settings.secret("WEBCHAT_TOKEN")
    settings.items("WEBCHAT_IDS")
    settings.refuse_unknown("WEBCHAT_")
