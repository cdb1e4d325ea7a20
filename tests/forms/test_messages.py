import pytest

from webchat.forms.messages import PromptForm
from webchat.upstream.protocol import Capabilities
from webchat.upstream.types.prompts import Mode

CAN = Capabilities(modes=(Mode.AUTO, Mode.FAST), applications=True, temporary=True, prompt_length=20)


def filled(**data):
    return PromptForm({"send_key": "k", "prompt": "Hello", **data}, capabilities=CAN, files=("f1",))


def test_a_prompt_alone_is_enough():
    form = filled()
    assert form.is_valid()
    prompt = form.to_prompt("c1", ("up-1",), timeout=9)
    assert (prompt.text, prompt.mode, prompt.file_ids, prompt.chat_id) == ("Hello", Mode.AUTO, ("up-1",), "c1")


@pytest.mark.parametrize("text", ["", "   ", "\n\t "])
def test_an_empty_prompt_is_told(text):
    assert filled(prompt=text).errors["prompt"] == ["Write a message first."]


def test_a_prompt_that_is_too_long_is_told_with_both_numbers():
    assert filled(prompt="x" * 21).errors["prompt"] == ["This message has 21 characters. At most 20 can be sent."]


def test_a_pressed_suggestion_wins_over_what_is_typed():
    form = filled(suggestion="And sick leave?")
    assert form.is_valid()
    assert form.to_prompt("", (), 9).text == "And sick leave?"


def test_a_file_that_is_not_this_users_cannot_go_along():
    assert "files" in filled(files=["f2"]).errors


def test_a_mode_the_upstream_has_not_is_refused():
    assert filled(mode="advanced").errors["mode"] == ["This form has expired. Send it again."]


@pytest.mark.parametrize(
    ("modes", "usual", "offered"),
    [
        ((), Mode.AUTO, []),
        ((Mode.PLAIN,), Mode.PLAIN, []),
        ((Mode.PLAIN, Mode.FULL), Mode.PLAIN, [Mode.PLAIN, Mode.FULL]),
        (tuple(Mode), Mode.AUTO, list(Mode)),
    ],
)
def test_the_first_mode_is_the_usual_one_and_one_alone_is_no_choice(modes, usual, offered):
    form = PromptForm({"send_key": "k", "prompt": "Hello"}, capabilities=Capabilities(modes=modes))
    assert form.is_valid()
    assert form.to_prompt("", (), 9).mode is usual
    assert form.choice() == {}
    assert [value for value, _words in form.modes] == offered


def test_another_mode_than_the_usual_one_is_chosen_for_what_follows():
    form = PromptForm(
        {"send_key": "k", "prompt": "Hello", "mode": "full"},
        capabilities=Capabilities(modes=(Mode.PLAIN, Mode.FULL)),
    )
    assert form.is_valid()
    assert form.choice() == {"mode": Mode.FULL}


def test_an_application_that_is_not_configured_is_refused(settings):
    settings.APPLICATIONS = ("handbook",)
    assert filled(application="handbook").is_valid()
    assert "application" in filled(application="payroll").errors


@pytest.mark.parametrize(
    ("chat_id", "fields", "is_saved"),
    [
        ("", {}, True),
        ("", {"temporary": "1"}, False),
        ("c1", {"temporary": "1"}, True),
        ("", {"temporary": "1", "after": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}, True),
        ("temporary-1", {}, False),
    ],
)
def test_a_chat_is_temporary_from_its_first_message_on_or_never(chat_id, fields, is_saved):
    form = filled(**fields)
    assert form.is_valid()
    assert form.to_prompt(chat_id, (), 9).save is is_saved


def test_a_form_without_its_key_has_expired():
    assert filled(send_key="").errors["send_key"] == ["This form has expired. Send it again."]
