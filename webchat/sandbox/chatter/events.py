"""The events of a stream, which differ from layout to layout. Every event has every key; most are null."""

import json
from collections.abc import Iterator

from webchat.sandbox.chatter.layouts import Layout
from webchat.sandbox.chatter.wire import Wire

DONE = b"data: [DONE]\n\n"


class Events:
    def __init__(self, layout: Layout, correlation_id: str) -> None:
        self._layout = layout
        self._correlation = {"correlation_id": correlation_id}
        self._conversation: Wire = {}  # of the events that name it themselves
        self._message: Wire = {}
        self._place: Wire = {}  # of those that name it in their metadata

    def within(self, conversation_id: str, message_id: str) -> None:
        """From now on they belong to a message of a conversation."""
        self._place = {"conversation_id": conversation_id}
        self._conversation = dict(self._place)
        message = message_id if self._layout.message_ids else self._correlation["correlation_id"]
        self._message = {**self._conversation, "message_id": message}

    def start(self) -> Iterator[bytes]:
        events = [
            self._event("start", **self._correlation, metadata=self._place),
            self._event("start", **self._correlation, **self._message),
        ]
        yield from events[: self._layout.starts]

    def token(self, text: str) -> bytes:
        if self._layout.end == "done":
            return self._event("token", text, metadata={"event": "on_chat_model_stream"})
        return self._event("token", text, **self._correlation, **self._message)

    def other(self, fields: Wire) -> bytes:
        return self._event(**{**self._correlation, **self._conversation, **fields})

    def end(self, text: str, known: Wire) -> Iterator[bytes]:
        """`known` is what else is known of the reply."""
        if self._layout.end == "done":
            words = len(text.split())
            counts = {"total_tokens": words, "input_tokens": 0, "output_tokens": words}
            yield self._event("complete", metadata={"streaming_complete": True, **counts})
            yield self._event("done", metadata={"execution_time_ms": known.get("response_time_ms", 0)})
            return
        if self._layout.completes:
            metadata = {"final_content": text, "message_complete": True, **known}
            yield self._event("complete", **self._correlation, **self._message, metadata=metadata)
        yield self._event("end", **self._correlation, metadata=self._place)

    def error(self, text: str, *, bare: bool = False) -> bytes:
        return _data({"type": "error", "error": text}) if bare else self._event("error", text, **self._correlation)

    @staticmethod
    def _event(type: str, content: str = "", **fields: object) -> bytes:  # noqa: A002 - the name on the wire
        nothing = dict.fromkeys(("usage", "conversation_id", "message_id", "correlation_id", "metadata"))
        return _data({"type": type, "content": content, **nothing, **fields})


def _data(event: Wire) -> bytes:
    return f"data: {json.dumps(event)}\n\n".encode()
