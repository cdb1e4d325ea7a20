"""The messages of a saved chat to prompts and replies."""

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from webchat.upstream.glean.files import chat_file
from webchat.upstream.glean.messages import MessageReader, message_text, message_type
from webchat.upstream.types.replies import ReplyEvent
from webchat.upstream.types.saved import ChatFile, Turn
from webchat.upstream.wire import Wire, mapping, mappings, moment, strings


def saved_turns(messages: Sequence[Wire]) -> tuple[Turn, ...]:
    """Oldest first. A reply may be several messages; one before any prompt is a turn without a prompt."""
    groups: list[list[Wire]] = []
    for message in _chronological(messages):
        if _asks(message) or not groups:
            groups.append([])
        groups[-1].append(message)
    turns = map(_turn, groups)
    return tuple(turn for turn in turns if turn.prompt or turn.files or turn.reply or turn.failure)


def _asks(message: Wire) -> bool:
    """A user's message may also be context, or the answer to a tool's question."""
    if message.get("author") != "USER" or message_type(message) != "CONTENT":
        return False
    return bool(message_text(message) or _files(message))


def _turn(messages: Sequence[Wire]) -> Turn:
    prompt: Wire = messages[0] if _asks(messages[0]) else {}
    reply = SavedReply(messages)
    return Turn(
        prompt=message_text(prompt),
        files=_files(prompt),
        asked=moment(prompt.get("ts")),
        reply=reply,
        failure=reply.failure if any(message_type(message) == "ERROR" for message in messages) else "",
    )


class SavedReply(Sequence[ReplyEvent]):
    """The events of a saved reply, read from its messages when somebody looks: of a chat of a thousand turns, only the
    last ones are shown."""

    def __init__(self, messages: Sequence[Wire]) -> None:
        self._messages = messages

    @cached_property
    def _read(self) -> tuple[tuple[ReplyEvent, ...], str]:
        reader = MessageReader()
        events = [event for message in self._messages for event in reader.read(message)]
        events += reader.uncited()
        if reader.failure is not None:
            return tuple(events), reader.failure or "ERROR"
        if any(message.get("author") != "USER" for message in self._messages):
            events.append(reader.finished())
        return tuple(events), ""

    @property
    def failure(self) -> str:
        """What it says went wrong; empty: nothing."""
        return self._read[1]

    @overload
    def __getitem__(self, index: int) -> ReplyEvent: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[ReplyEvent, ...]: ...

    def __getitem__(self, index: int | slice) -> ReplyEvent | tuple[ReplyEvent, ...]:
        return self._read[0][index]

    def __len__(self) -> int:
        return len(self._read[0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._read[0] == tuple(other)

    def __hash__(self) -> int:
        return hash(self._read[0])


def _files(message: Wire) -> tuple[ChatFile, ...]:
    """By id; of those in a fragment more is known than of those only named."""
    files = {file_id: ChatFile(id=file_id) for file_id in strings(message.get("uploadedFileIds"))}
    for fragment in mappings(message.get("fragments")):
        file = chat_file(mapping(fragment.get("file")))
        if file.id:
            files[file.id] = file
    return tuple(files.values())


def _chronological(messages: Sequence[Wire]) -> list[Wire]:
    """The API does not say in which order it gives them, and dates replies only or all messages."""
    times = [time for message in messages if (time := _time(message))]
    oldest_first = list(reversed(messages) if _newest_first(messages, times) else messages)
    return sorted(oldest_first, key=_time) if len(times) == len(messages) else oldest_first


def _time(message: Wire) -> float:
    """Unix seconds; 0: not dated."""
    time = moment(message.get("ts"))
    return time.timestamp() if time else 0.0


def _newest_first(messages: Sequence[Wire], times: Sequence[float]) -> bool:
    if times and times[0] != times[-1]:
        return times[0] > times[-1]
    authors = [message.get("author") for message in messages]
    return authors[-1:] == ["USER"] != authors[:1]
