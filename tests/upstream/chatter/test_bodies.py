import pytest

from webchat.upstream.chatter.bodies import chat_body, conversation_body, title_body
from webchat.upstream.chatter.layout import NEWEST, SEED
from webchat.upstream.types.prompts import Mode, Prompt
from webchat.upstream.types.saved import ChatSettings

SETTLED = ChatSettings(temperature=0.0, instructions="Be brief.")


def asked(layout=SEED, settings=None, provider="openai", **options):
    prompt = Prompt(text="How many?", **options)
    return chat_body(prompt, layout, conversation_id="01M7", settings=settings, provider=provider)


def test_a_prompt_says_where_it_goes_and_by_which_workflow():
    assert asked() == {"message": "How many?", "conversation_id": "01M7", "workflow": "plain", "provider": "openai"}


@pytest.mark.parametrize("mode", Mode)
def test_it_never_asks_for_a_stream(mode):
    assert "stream" not in asked(mode=mode) | asked(NEWEST, mode=mode)


@pytest.mark.parametrize(
    ("mode", "workflow", "retrieval", "tools"),
    [
        (Mode.PLAIN, "plain", False, False),
        (Mode.DOCUMENTS, "rag", True, False),
        (Mode.TOOLS, "tools", False, True),
        (Mode.FULL, "full", True, True),
        (Mode.AUTO, "plain", False, False),
    ],
)
def test_a_mode_is_a_workflow_or_in_the_newest_version_two_flags(mode, workflow, retrieval, tools):
    assert asked(mode=mode)["workflow"] == workflow
    newest = asked(NEWEST, mode=mode)
    assert "workflow" not in newest
    assert (newest["enable_retrieval"], newest["enable_tools"]) == (retrieval, tools)


def test_what_was_settled_goes_along_with_every_prompt():
    body = asked(settings=SETTLED)
    assert (body["temperature"], body["system_prompt_override"]) == (0.0, "Be brief.")


def test_a_provider_that_is_not_known_is_not_named():
    assert "provider" not in asked(provider="")


def test_a_template_is_named_by_the_body_where_it_has_no_path():
    assert "workflow_template_name" not in asked(agent_id="general_chat")
    assert asked(NEWEST, agent_id="general_chat")["workflow_template_name"] == "general_chat"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("  How\n many? ", "How many?"),
        ("x" * 50, "x" * 50),
        ("word " * 20, "word word word word word word word word word word…"),
        (" \n ", "Chat"),
        ("\x00", "\ufffd"),
    ],
)
def test_a_new_conversation_is_called_by_the_beginning_of_its_prompt(text, title):
    assert conversation_body(Prompt(text=text)) == {"title": title}


def test_a_new_conversation_keeps_what_was_settled():
    body = conversation_body(Prompt(text="Hi", settings=SETTLED))
    assert body["temperature"] == 0.0
    assert body["extra_metadata"] == {"webchat": {"instructions": "Be brief."}}


def test_what_no_database_takes_is_not_sent():
    assert asked(settings=ChatSettings(instructions="a\x00"))["system_prompt_override"] == "a\ufffd"
    assert title_body("a\ud83d") == {"title": "a\ufffd"}
