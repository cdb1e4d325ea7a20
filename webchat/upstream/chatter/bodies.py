"""A prompt to the bodies of the requests it takes."""

from webchat.upstream.chatter.layout import Layout
from webchat.upstream.types.prompts import Mode, Prompt
from webchat.upstream.types.saved import ChatSettings
from webchat.upstream.wire import string

Body = dict[str, object]

TITLE_LENGTH = 50  # characters, as the server itself would cut it
UNTITLED = "Chat"  # the server takes no empty title
OURS = "webchat"  # our place in the metadata of a conversation

WORKFLOWS = {Mode.DOCUMENTS: "rag", Mode.TOOLS: "tools", Mode.FULL: "full"}
WITH_DOCUMENTS = {Mode.DOCUMENTS, Mode.FULL}
WITH_TOOLS = {Mode.TOOLS, Mode.FULL}


def conversation_body(prompt: Prompt) -> Body:
    """The server would drop a system prompt: the instructions are kept in the metadata, which it leaves alone."""
    settings = prompt.settings or ChatSettings()
    body: Body = {"title": _title(prompt.text)}
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    if settings.instructions:
        body["extra_metadata"] = {OURS: {"instructions": string(settings.instructions)}}
    return body


def chat_body(
    prompt: Prompt, layout: Layout, *, conversation_id: str, settings: ChatSettings | None, provider: str
) -> Body:
    """ChatRequest. Never with `stream`: that is a failure at one endpoint and superfluous at the other."""
    settings = settings or ChatSettings()
    body: Body = {"message": string(prompt.text), "conversation_id": conversation_id}
    if layout.workflows:
        body["workflow"] = WORKFLOWS.get(prompt.mode, "plain")
    else:
        body["enable_retrieval"] = prompt.mode in WITH_DOCUMENTS
        body["enable_tools"] = prompt.mode in WITH_TOOLS
    optional = {
        "provider": provider,
        "temperature": settings.temperature,
        "system_prompt_override": string(settings.instructions),
        "workflow_template_name": "" if layout.template else prompt.agent_id,
    }
    return body | {name: value for name, value in optional.items() if value not in (None, "")}


def title_body(title: str) -> Body:
    return {"title": string(title)}


def _title(text: str) -> str:
    words = " ".join(string(text).split()) or UNTITLED
    return words if len(words) <= TITLE_LENGTH else f"{words[:TITLE_LENGTH].rstrip()}…"
