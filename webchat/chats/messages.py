"""One message of a saved chat, and deleting it for good: there is no way back, as there is for a whole chat."""

from dataclasses import dataclass
from typing import Literal

from webchat.chats import titles
from webchat.models import Reply, User
from webchat.replies import past, reader, store
from webchat.upstream.errors import NotFound
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.replies import TextDelta
from webchat.upstream.types.saved import Turn

Part = Literal["prompt", "reply"]


@dataclass(frozen=True, slots=True)
class SavedMessage:
    """What was asked, or what was replied."""

    turn: Turn
    part: Part

    @property
    def id(self) -> str:
        """Empty for one that the upstream does not have."""
        return self.turn.prompt_id if self.part == "prompt" else self.turn.reply_id

    @property
    def beginning(self) -> str:
        said = (event.text for event in self.turn.reply if isinstance(event, TextDelta))
        return titles.beginning(self.turn.prompt if self.part == "prompt" else "".join(said))


async def named(user: User, client: ChatClient, chat_id: str, name: str, part: Part) -> SavedMessage:
    """That part of the turn of this name. Raises NotFound."""
    message = SavedMessage((await past.chat_up_to(user, client, chat_id, name)).turns[-1], part)
    if not message.id:
        raise NotFound
    return message


async def with_id(client: ChatClient, chat_id: str, message_id: str) -> SavedMessage:
    """Its turn may have another name by now: whoever confirms something means what was shown. Raises NotFound."""
    parts: tuple[Part, Part] = ("prompt", "reply")
    messages = (SavedMessage(turn, part) for turn in (await client.chat(chat_id)).turns for part in parts)
    found = next((message for message in messages if message.id and message.id == message_id), None)
    if found is None:
        raise NotFound
    return found


async def is_being_answered(user: User, chat_id: str) -> bool:
    """Whether a reply of the chat is being written: what it rests on must not go now."""
    return await Reply.objects.filter(user=user, chat_id=chat_id, status=Reply.Status.RUNNING).aexists()


async def delete(user: User, client: ChatClient, chat_id: str, message: SavedMessage) -> None:
    """In the upstream, and what we still know of its turn."""
    await client.delete_message(chat_id, message.id)
    if reply := reader.reply_of(message.turn, await reader.kept(user, chat_id)):
        await store.forget_words(reply)
