"""Conversations and their messages."""

from dataclasses import replace
from typing import Any

from webchat.sandbox.chatter import wire
from webchat.sandbox.chatter.access import Call
from webchat.sandbox.chatter.fields import Field
from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.problems import Crash, not_found
from webchat.sandbox.chatter.store.conversations import Conversation
from webchat.sandbox.chatter.wire import Wire, new_id, now

LONGEST_TITLE = 255

_SETTINGS = (
    Field(name="description"),
    Field(name="temperature", kind=float, least=0.0, most=2.0),
    Field(name="max_tokens", kind=int, least=1),
    Field(name="workflow_config", kind=dict),
    Field(name="extra_metadata", kind=dict),
)
CREATE = (
    Field(name="title", required=True),
    Field(name="profile_id"),
    Field(name="system_prompt"),
    Field(name="enable_retrieval", kind=bool),
    *_SETTINGS,
)
UPDATE = (Field(name="title"), Field(name="status", choices=("active", "archived", "deleted")), *_SETTINGS)
RATING = (Field(name="rating", kind=float, required=True, least=0.0, most=5.0),)
GET = (Field(name="include_messages", kind=bool, default=True),)

OFFSET = Field(name="offset", kind=int, default=0, least=0)


def pages(layout: Layout, usual: int) -> tuple[Field, Field]:
    return Field(name="limit", kind=int, default=usual, least=1, most=layout.most), OFFSET


def create(call: Call) -> Wire:
    """What else a body may have is accepted, and forgotten."""
    body = call.body
    config = {"workflow_config": body["workflow_config"]} if body["workflow_config"] else {}
    conversation = begun(
        call,
        _checked(call, body["title"]),
        profile_id=body["profile_id"],
        temperature=body["temperature"],
        max_tokens=body["max_tokens"],
        extra_metadata={**(body["extra_metadata"] or {}), **config},
    )
    call.backend.conversations.add(conversation)
    return wire.conversation(conversation)


def begun(call: Call, title: str, **settings: Any) -> Conversation:
    """A new one of the caller's; not kept yet."""
    when = now()
    return Conversation(id=new_id(), owner=call.account.id, title=title, created=when, updated=when, **settings)


def list_all(call: Call) -> Wire:
    limit, offset = call.query["limit"], call.query["offset"]
    found, total = call.backend.conversations.page(call.account.id, limit, offset)
    listed = [wire.conversation(each) for each in found]
    return {"conversations": listed, call.layout.total: total, "limit": limit, "offset": offset}


def get(call: Call) -> Wire:
    conversation = owned(call)
    if conversation is None:
        raise Crash("NotFoundError", "Conversation not found or not accessible")
    messages = call.backend.conversations.messages(conversation.id) if call.query["include_messages"] else []
    return {**wire.conversation(conversation), "messages": wire.messages(messages, call.layout)}


def update(call: Call) -> Wire:
    """Null means no change."""
    conversation = owned(call)
    if conversation is None:
        raise not_found("conversation")
    body = call.body
    if body["title"] is not None:
        _checked(call, body["title"])
    changes = {name: body[name] for name in ("title", "status", "temperature", "max_tokens") if body[name] is not None}
    if conversation.extra_metadata is None and body["extra_metadata"]:
        changes["extra_metadata"] = body["extra_metadata"]
    changed = replace(conversation, updated=now(), **changes)
    call.backend.conversations.change(changed)
    return wire.conversation(changed)


def delete(call: Call) -> Wire:
    conversation = owned(call)
    if conversation is None:
        raise not_found("conversation")
    call.backend.conversations.change(replace(conversation, status="deleted", updated=now()))
    return {"message": "Conversation deleted successfully"}


def messages(call: Call) -> list[Wire]:
    conversation = owned(call)
    if conversation is None:
        raise Crash("AuthorizationError", "Access denied to conversation messages")
    limit, offset = call.query["limit"], call.query["offset"]
    return wire.messages(call.backend.conversations.messages(conversation.id, limit, offset), call.layout)


def delete_message(call: Call) -> Wire:
    message_id, conversation = call.id("message_id"), owned(call)
    if conversation is None or not call.backend.conversations.delete_message(conversation.id, message_id):
        raise not_found("message")
    return {"message": "Message deleted successfully"}


def rate_message(call: Call) -> Wire:
    message_id, conversation, rating = call.id("message_id"), owned(call), call.body["rating"]
    if conversation is None or not call.backend.conversations.rate(conversation.id, message_id, rating):
        raise not_found("message")
    rated = {each.id: each for each in call.backend.conversations.messages(conversation.id)}[message_id]
    return {
        "message": "Message rating updated successfully",
        "rating": rated.rating,
        "rating_count": rated.rating_count,
    }


def owned(call: Call) -> Conversation | None:
    return call.backend.conversations.get(call.account.id, call.id("conversation_id"))


def _checked(call: Call, title: str) -> str:
    if not title:
        raise Crash("ValidationError", empty_title(call))
    if len(title) > LONGEST_TITLE:
        raise Crash("ValidationError", f"Failed to create conversation: {_TOO_LONG}")
    return title


def empty_title(call: Call) -> str:
    """With all that Chatter tells about its database."""
    row = f"({call.account.id}, null, , null, ACTIVE, null, null, null, null, null, 4096, t, null, f, 5, 0.7, 0, 0, 0)"
    return f"Failed to create conversation: {_EMPTY.format(row=row)}"


_EMPTY = (
    "(sqlalchemy.dialects.postgresql.asyncpg.IntegrityError) <class 'asyncpg.exceptions.CheckViolationError'>: "
    'new row for relation "conversations" violates check constraint "check_title_not_empty"\n'
    "DETAIL:  Failing row contains {row}.\n"
    "[SQL: INSERT INTO conversations (user_id, profile_id, title, description, status) VALUES ($1::VARCHAR, ...)]\n"
    "(Background on this error at: https://sqlalche.me/e/20/gkpj)"
)
_TOO_LONG = (
    "(sqlalchemy.dialects.postgresql.asyncpg.Error) <class 'asyncpg.exceptions.StringDataRightTruncationError'>: "
    "value too long for type character varying(255)\n[SQL: INSERT INTO conversations (user_id, title) VALUES ($1, $2)]"
)
