"""A prompt as it is sent: its fields, the conversation it belongs to, what is said in reply."""

from webchat.sandbox.chatter.access import Call
from webchat.sandbox.chatter.answer import answer
from webchat.sandbox.chatter.catalogue import PROVIDER
from webchat.sandbox.chatter.conversations import begun, empty_title
from webchat.sandbox.chatter.documents import files_of
from webchat.sandbox.chatter.fields import Field
from webchat.sandbox.chatter.scenarios import SCENARIOS
from webchat.sandbox.chatter.script import Failure, Script, written
from webchat.sandbox.chatter.store.conversations import Conversation
from webchat.sandbox.chatter.turn import Failed, Turn
from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.search import Sources

_MESSAGE = (
    Field(name="message", required=True),
    Field(name="conversation_id"),
    Field(name="profile_id"),
    Field(name="stream", kind=bool, default=False),
)
_OPTIONS = (
    Field(name="provider"),
    Field(name="temperature", kind=float, least=0.0, most=2.0),
    Field(name="max_tokens", kind=int, least=1, most=8192),
    Field(name="enable_retrieval", kind=bool, default=False),
    Field(name="document_ids", kind=list),
    Field(name="system_prompt_override"),
)
WITH_WORKFLOW = (
    *_MESSAGE,
    Field(name="workflow", default="plain", choices=("plain", "rag", "tools", "full")),
    *_OPTIONS,
    Field(name="context_limit", kind=int, least=1),
    Field(name="workflow_config", kind=dict),
)
WITHOUT_WORKFLOW = (*_MESSAGE, *_OPTIONS, Field(name="workflow_template_name"))
_LONGEST_TITLE = 50  # characters of a prompt

_NAMES = {"plain": "Plain", "rag": "RAG", "tools": "Tools", "full": "Full"}
_BROKEN = {
    "rag": "'Conversation' object has no attribute 'workspace_id'",
    "tools": "'LangGraphWorkflowManager' object has no attribute 'get_tools'",
    "full": "'LangGraphWorkflowManager' object has no attribute 'get_tools'",
}


def turn_of(call: Call, verb: str, *, saved: bool = True) -> Turn:
    """Raises Failed for what fails before a stream of it would begin."""
    conversation = _known_conversation(call) or _new_conversation(call)
    return Turn(call, conversation, _script(call, verb), saved=saved)


def _known_conversation(call: Call) -> Conversation | None:
    wanted = call.body["conversation_id"]
    known = call.backend.conversations.get(call.account.id, wanted) if wanted else None
    if wanted and known is None and not call.layout.unknown_is_new:
        raise Failed(f"'NoneType' object has no attribute '{'profile_id' if call.layout.prompt_first else 'id'}'")
    return known


def _new_conversation(call: Call) -> Conversation:
    message, config = call.body["message"], call.body.get("workflow_config")
    if not message:
        raise Failed(empty_title(call))
    short = message if len(message) <= _LONGEST_TITLE else f"{message[:_LONGEST_TITLE]}..."
    return begun(
        call,
        "New Conversation" if call.layout.unknown_is_new else short,
        profile_id=call.body["profile_id"],
        temperature=call.body["temperature"],
        max_tokens=call.body["max_tokens"],
        extra_metadata={"workflow_config": config} if config else {},
    )


def _script(call: Call, verb: str) -> Script:
    workflow, provider = call.body.get("workflow", "plain"), call.body["provider"]
    if call.layout.workflows and workflow not in call.layout.workflows:
        return [Failure(f"{_NAMES[workflow]} workflow {verb} failed: {_BROKEN[workflow]}")]
    if provider != PROVIDER["name"] and (provider or call.layout.needs_provider):
        return [Failure(f"{_NAMES[workflow]} workflow {verb} failed: Provider '{provider}' not found or inactive")]
    prompt = call.body["message"]
    name, *argument = prompt.split(maxsplit=1) or [""]
    if name in SCENARIOS:
        return SCENARIOS[name].play(Scene("".join(argument), call.account.id, call.backend.busy_until))
    pages = call.backend.handbook.pages
    reads_documents = workflow in {"rag", "full"} or call.body["enable_retrieval"]
    files = {file.id: file for file in files_of(call)} if reads_documents else {}
    return list(written(answer(prompt, Sources(pages, files), call.backend.library, _instructions(call))))


def _instructions(call: Call) -> str:
    said = call.body["system_prompt_override"] or ""
    name = call.path.get("name") or call.body.get("workflow_template_name")
    return f"[TEMPLATE:{name}] {said}" if name else said
