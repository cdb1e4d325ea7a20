"""A turn of a chat that is over, by the name its page gives it: `t3` is the third of the saved chat, anything else the
id of a reply of ours."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from webchat.models import Reply, User
from webchat.replies import history, reader
from webchat.upstream.errors import NotFound
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.replies import ReplyEvent
from webchat.upstream.types.saved import Chat, Turn

_NUMBER = re.compile(r"t([1-9][0-9]{0,8})")


async def turn(user: User, client: ChatClient, chat_id: str, name: str) -> Turn:
    """Raises NotFound."""
    reply = await named(user, chat_id, name)
    if reply and reply.prompt:
        return await _own_turn(reply)
    return (await chat_up_to(user, client, chat_id, name)).turns[-1]


async def turns_before(user: User, client: ChatClient, chat_id: str, name: str) -> tuple[Turn, ...]:
    """As many of them as can go along with a prompt. Raises NotFound."""
    chat = await chat_up_to(user, client, chat_id, name)
    return history.latest(reversed(chat.turns[:-1]), client.capabilities.prompt_length)


async def chat_up_to(user: User, client: ChatClient, chat_id: str, name: str) -> Chat:
    """The chat as it was when this turn was its last one. Raises NotFound."""
    reply = await named(user, chat_id, name)
    chat = await _saved_chat(client, chat_id, is_known=reply is not None)
    if reply:
        return replace(chat, turns=await _turns_up_to(reply, chat.turns))
    count = _number(name)
    if count > len(chat.turns):
        raise NotFound
    return replace(chat, turns=chat.turns[:count])


async def _turns_up_to(reply: Reply, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    asked = reply.sent_at or reply.created_at
    if saved := _saved_turn(reply, asked, turns):
        return turns[: turns.index(saved) + 1]
    if not reply.prompt:
        raise NotFound
    before = [turn for turn in turns if not turn.asked or turn.asked < asked]
    return (*before, await _own_turn(reply))


def _number(name: str) -> int:
    match = _NUMBER.fullmatch(name)
    return int(match[1]) if match else 0


async def named(user: User, chat_id: str, name: str) -> Reply | None:
    """None for a turn that is named by its number. Raises NotFound."""
    if _number(name):
        return None
    try:
        reply = await reader.own(user, UUID(name))
    except ValueError:
        reply = None
    if reply is None or reply.chat_id not in {"", chat_id}:  # its page may know its chat before our database does
        raise NotFound
    return reply


async def _saved_chat(client: ChatClient, chat_id: str, *, is_known: bool) -> Chat:
    try:
        return await client.chat(chat_id)
    except NotFound:
        if is_known:
            return Chat(chat_id)  # it failed before the upstream had saved anything
        raise


def _saved_turn(reply: Reply, asked: datetime, turns: Sequence[Turn]) -> Turn | None:
    """What our reply is upstream: the turn asked at that time; with the same words, as long as we still know them."""
    same = [(abs(turn.asked - asked), number) for number, turn in enumerate(turns) if turn.asked]
    same = [each for each in same if reply.prompt in {"", turns[each[1]].prompt}]
    distance, number = min(same, default=(reader.CLOCK_DIFFERENCE, 0))
    return turns[number] if distance < reader.CLOCK_DIFFERENCE else None


async def _own_turn(reply: Reply) -> Turn:
    said = tuple(entry for entry in await reader.entries(reply) if isinstance(entry, ReplyEvent))
    return Turn(reply.prompt, await reader.files(reply), reply.created_at, said)
