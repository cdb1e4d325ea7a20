import pytest
from glean.api_client import models

from webchat.upstream.glean.request import chat_body, chat_params
from webchat.upstream.types.prompts import DocumentSpec, Mode, Prompt, Restrictions, ToolSets
from webchat.upstream.types.replies import Notice, Retried, TextDelta
from webchat.upstream.types.saved import ChatFile, Turn

EVERYTHING = Prompt(
    text="Compare",
    chat_id="c-1",
    file_ids=("F1", "F2"),
    mode=Mode.FAST,
    tools=ToolSets(web_search=False),
    image_generation=True,
    application_id="app",
    agent_id="agent",
    inclusions=Restrictions(documents=(DocumentSpec(url="https://a.example"),), datasources=("jira",)),
    exclusions=Restrictions(containers=(DocumentSpec(id="D1"),)),
    save=False,
)
HISTORY = (
    Turn("first", (ChatFile("F1"),), reply=(TextDelta("one "), Notice("!"), TextDelta("answer"))),
    Turn("second", reply=(TextDelta("wrong"), Retried(), TextDelta("right"))),
    Turn("third"),
)


def body(prompt):
    return chat_body(prompt, stream=True, timeout=1.5)


def spoken(prompt):
    return [(message["author"], message["fragments"][0]["text"]) for message in body(prompt)["messages"]]


def test_a_plain_prompt_says_what_the_schemas_do_not_agree_on():
    assert body(Prompt(text="Hi")) == {
        "messages": [{"author": "USER", "messageType": "CONTENT", "fragments": [{"text": "Hi"}]}],
        "stream": True,
        "saveChat": True,
        "timeoutMillis": 1500,
        "agentConfig": {"agent": "AUTO", "mode": "DEFAULT"},
    }


def test_every_field_a_prompt_can_set_goes_along():
    assert body(EVERYTHING) == {
        "messages": [
            {
                "author": "USER",
                "messageType": "CONTENT",
                "fragments": [{"text": "Compare"}],
                "uploadedFileIds": ["F1", "F2"],
            }
        ],
        "stream": True,
        "saveChat": False,
        "timeoutMillis": 1500,
        "agentConfig": {
            "agent": "FAST",
            "mode": "DEFAULT",
            "toolSets": {"enableWebSearch": False, "enableCompanyTools": True},
            "useImageGeneration": True,
        },
        "chatId": "c-1",
        "applicationId": "app",
        "agentId": "agent",
        "inclusions": {"documentSpecs": [{"url": "https://a.example"}], "datasourceInstances": ["jira"]},
        "exclusions": {"containerSpecs": [{"id": "D1"}]},
    }


@pytest.mark.parametrize("prompt", [Prompt(text="Hi"), EVERYTHING, Prompt(text="Hi", history=HISTORY)])
def test_the_newest_sdk_of_glean_would_send_the_same(prompt):
    sent = body(prompt)
    request = models.ChatRequest.model_validate(sent)
    assert request.model_dump(by_alias=True, exclude_none=True, mode="json") == sent


def test_tool_sets_go_only_with_the_modes_that_take_them():
    assert "toolSets" not in body(Prompt(text="Hi", mode=Mode.AUTO, tools=ToolSets()))["agentConfig"]
    assert "toolSets" in body(Prompt(text="Hi", mode=Mode.ADVANCED, tools=ToolSets()))["agentConfig"]


def test_restrictions_that_restrict_nothing_are_left_out():
    assert "inclusions" not in body(Prompt(text="Hi", inclusions=Restrictions()))


def test_the_history_follows_the_prompt_newest_first():
    assert spoken(Prompt(text="now", history=HISTORY)) == [
        ("USER", "now"),
        ("USER", "third"),
        ("GLEAN_AI", "right"),
        ("USER", "second"),
        ("GLEAN_AI", "one answer"),
        ("USER", "first"),
    ]


def test_files_of_the_history_stay_with_their_prompt():
    assert body(Prompt(text="now", history=HISTORY))["messages"][-1]["uploadedFileIds"] == ["F1"]


def test_a_chat_that_is_saved_upstream_has_its_history_there():
    assert spoken(Prompt(text="now", chat_id="c-1", history=HISTORY)) == [("USER", "now")]


def test_locale_and_time_zone_are_parameters():
    prompt = Prompt(text="Hi", locale="de-CH", timezone_offset=0)
    assert chat_params(prompt) == {"locale": "de-CH", "timezoneOffset": "0"}
    assert chat_params(Prompt(text="Hi")) == {}
