"""Saved chats."""

from datetime import UTC, datetime

from webchat.upstream.errors import NotFound
from webchat.upstream.glean.turns import saved_turns
from webchat.upstream.types.saved import Chat, ChatSummary
from webchat.upstream.wire import Wire, chat_identity, mapping, mappings, moment, string

NEVER = datetime.min.replace(tzinfo=UTC)


def chat_summaries(answer: Wire) -> tuple[ChatSummary, ...]:
    """The one changed last first. The answer's cursor goes unused: no request takes one."""
    chats = [_summary(mapping(result.get("chat"))) for result in mappings(answer.get("chatResults"))]
    return tuple(sorted((chat for chat in chats if chat.id), key=_changed, reverse=True))


def found_chat(chat_id: str, answer: Wire) -> Chat:
    """Raises NotFound if the answer has none."""
    wire = mapping(mapping(answer.get("chatResult")).get("chat"))
    if not wire:
        raise NotFound("getchat answered without a chat")
    return saved_chat(wire, chat_id)


def saved_chat(wire: Wire, chat_id: str) -> Chat:
    return Chat(
        id=chat_identity(wire.get("id")) or chat_id,
        title=string(wire.get("name")),
        created=moment(wire.get("createTime")),
        updated=moment(wire.get("updateTime")),
        application_id=string(wire.get("applicationId")),
        turns=saved_turns(mappings(wire.get("messages"))),
    )


def _summary(wire: Wire) -> ChatSummary:
    return ChatSummary(
        id=chat_identity(wire.get("id")),
        title=string(wire.get("name")),
        updated=moment(wire.get("updateTime")) or moment(wire.get("createTime")),
    )


def _changed(chat: ChatSummary) -> datetime:
    return chat.updated or NEVER
