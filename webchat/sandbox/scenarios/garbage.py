"""A stream with everything a client must survive. Its good lines spell one sentence."""

import json

from webchat.sandbox import wire
from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.script import Line, Raw, Reply

_HUGE = 1_500_000  # characters in one line; the longest recorded from the real API had 10 kB
# Line and paragraph separators are ordinary characters in JSON, and line ends to str.splitlines().
_SEPARATORS = "\u2028\u2029\x85"


def garbage(_: Scene) -> Reply:
    message_id = wire.new_id()
    return Reply(
        [
            _good("The good lines ", message_id),
            Raw(b"not json at all\n"),
            Raw(b'{"messages":[{"author":"GLEAN_AI","messageType":"CONTENT","fragm\n'),
            Raw(b"\n\n   \n"),
            _good(f"all{_SEPARATORS}", message_id),
            Raw(b'[1, 2, 3]\n42\n"text"\nnull\n{}\n'),
            _framed(b"data: %b\n", " arrive,", message_id),
            Raw(_nulls() + b"\n"),
            Raw(b'{"messages":[{"messageType":"UPDATE","fragments":[{"text":"\xff\xfe"}]}]}\n'),
            Raw(b'{"messages":"none","chatId":7,"followUpPrompts":{"a":1}}\n'),
            Raw(_line(wire.response(wire.message("DEBUG", wire.text("x" * _HUGE)))) + b"\n"),
            _framed(b"%b\r\n", " with a carriage return,", message_id),
            _good(" and the bad ones are skipped.", message_id),
            Raw(b"[DONE]\n"),
        ]
    )


def _content(words: str, message_id: str) -> wire.Wire:
    return wire.response(wire.message("CONTENT", wire.text(words), message_id=message_id))


def _good(words: str, message_id: str) -> Line:
    return Line(_content(words, message_id), 0.3)


def _framed(frame: bytes, words: str, message_id: str) -> Raw:
    response = _content(words, message_id)
    return Raw(frame % _line(response), response)


def _line(response: wire.Wire) -> bytes:
    return json.dumps(response, ensure_ascii=False).encode()


def _nulls() -> bytes:
    nothing = dict.fromkeys(("author", "messageType", "messageId", "fragments", "citations", "uploadedFileIds", "ts"))
    fragment = dict.fromkeys(("text", "citation", "structuredResults", "querySuggestion", "file", "action"))
    citation = {"citation": dict.fromkeys(("trackingToken", "sourceDocument", "sourceFile", "referenceRanges"))}
    messages = [None, nothing, {**nothing, "messageType": "CONTENT", "fragments": [None, fragment, citation]}]
    envelope = dict.fromkeys(("chatId", "chat", "followUpPrompts", "backendTimeMillis", "chatSessionTrackingToken"))
    return _line({**envelope, "messages": messages})
