import pytest

from webchat.upstream.glean.applications import chat_application
from webchat.upstream.types.saved import Application


def test_an_application_of_which_nothing_is_known_has_its_id():
    assert chat_application({}, "app") == Application("app")


def test_what_is_known_is_read_and_everything_is_kept():
    wire = {
        "id": "app-1",
        "displayName": "HR assistant",
        "description": "Answers about leave.",
        "conversationStarters": ["How many days?", {"text": "Who approves?"}, {"prompt": "When?"}, None],
        "datasources": [{"displayName": "Workday"}, "confluence"],
        "new": {"fact": 1},
    }
    application = chat_application(wire, "app")
    assert application == Application(
        id="app-1",
        name="HR assistant",
        description="Answers about leave.",
        starters=("How many days?", "Who approves?", "When?"),
        sources=("Workday", "confluence"),
        raw=wire,
    )


@pytest.mark.parametrize("value", [None, 3, {}, [], [None], [{}]])
def test_a_fact_of_a_wrong_type_is_not_known(value):
    application = chat_application({"name": [value], "starterPrompts": value, "datasources": value}, "app")
    assert (application.name, application.starters, application.sources) == ("", (), ())
