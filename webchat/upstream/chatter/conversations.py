"""Saved conversations, and the turns that their messages make."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from webchat.upstream.chatter.answer import is_failure
from webchat.upstream.chatter.bodies import OURS
from webchat.upstream.chatter.usage import said, usage
from webchat.upstream.errors import NotFound
from webchat.upstream.types.replies import ReplyFinished, TextDelta
from webchat.upstream.types.saved import Chat, ChatSettings, ChatSummary, Turn
from webchat.upstream.wire import Wire, integer, mapping, mappings, moment, number, string

FAILED = "the provider failed"
NEVER = datetime.min.replace(tzinfo=UTC)


def summaries(conversations: Iterable[Wire]) -> tuple[ChatSummary, ...]:
    """The one changed last first."""
    found = [_summary(wire) for wire in conversations if not _is_deleted(wire)]
    return tuple(sorted(found, key=lambda chat: chat.updated or NEVER, reverse=True))


def saved_chat(wire: Wire, chat_id: str = "") -> Chat:
    """Raises NotFound for one that is deleted: whoever knows its id still gets it."""
    if _is_deleted(wire):
        raise NotFound("the conversation is deleted")
    return Chat(
        id=string(wire.get("id")) or chat_id,
        title=string(wire.get("title")),
        created=moment(wire.get("created_at")),
        updated=_updated(wire),
        settings=_settings(wire),
        turns=turns(mappings(wire.get("messages"))),
    )


def turns(messages: Iterable[Wire]) -> tuple[Turn, ...]:
    """Oldest first. Either message of a turn may have been deleted, which leaves a gap in the numbers. What is neither
    a prompt nor a reply is left out, and so is the second copy of each reply that one version has saved."""
    found: list[Turn] = []
    before: Wire = {}
    for message in sorted(messages, key=_number):
        match message.get("role"):
            case "user":
                found.append(_prompt(message))
            case "assistant" if found and not found[-1].reply_id and _number(message) - _number(before) <= 1:
                found[-1] = with_reply(found[-1], message)
            case "assistant" if message.get("content") != before.get("content"):
                found.append(with_reply(Turn(""), message))
        before = message
    return tuple(found)


def with_reply(turn: Turn, message: Wire) -> Turn:
    turn = replace(turn, reply_id=string(message.get("id")))
    text = string(message.get("content"))
    if is_failure(text):
        return replace(turn, failure=FAILED)
    deltas = (TextDelta(text),) if text else ()
    return replace(turn, reply=(*deltas, ReplyFinished(usage=said(usage(message)))))


def _number(message: Wire) -> int:
    return integer(message.get("sequence_number")) or 0


def _prompt(message: Wire) -> Turn:
    return Turn(
        prompt=string(message.get("content")),
        asked=moment(message.get("created_at")),
        prompt_id=string(message.get("id")),
    )


def _summary(wire: Wire) -> ChatSummary:
    return ChatSummary(id=string(wire.get("id")), title=string(wire.get("title")), updated=_updated(wire))


def _updated(wire: Wire) -> datetime | None:
    """When the last message came is null in every version that was seen."""
    return moment(wire.get("last_message_at")) or moment(wire.get("updated_at")) or moment(wire.get("created_at"))


def _is_deleted(wire: Wire) -> bool:
    return wire.get("status") == "deleted"


def _settings(wire: Wire) -> ChatSettings | None:
    ours = mapping(mapping(wire.get("extra_metadata")).get(OURS))
    found = ChatSettings(temperature=number(wire.get("temperature")), instructions=string(ours.get("instructions")))
    return None if found == ChatSettings() else found
