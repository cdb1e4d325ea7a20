"""A Chatter in the first layout that says what a test scripts, and else what is usual."""

import json
from collections.abc import Sequence

from tests.upstream.server import Asked, Ending, Said, Server, said_json

CONVERSATIONS = "/api/v1/chat/conversations"
STREAMING = "/api/v1/chat/streaming"
CHAT = "/api/v1/chat/chat"
PROVIDER = "/api/v1/models/defaults/provider/llm"
NO_ROUTE = said_json({"detail": "Not Found"}, 404)


def problem(status: int, slug: str, **more: object) -> Said:
    return said_json({"type": f"http://x/problems/{slug}", "status": status, "detail": "SQL: SELECT", **more}, status)


def stream(*events: object, ending: Ending = Ending.COMPLETE) -> Said:
    lines = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in events]
    return Said([*lines, b"data: [DONE]\n\n"][: len(lines) + (ending is Ending.COMPLETE)], ending=ending)


def message(number: int, role: str, text: str, **more: object) -> dict[str, object]:
    return {"id": f"M{number}", "sequence_number": number, "role": role, "content": text, **more}


def answered(text: str) -> Said:
    """As a whole."""
    return said_json({"conversation_id": "C1", "message": message(1, "assistant", text)})


TOKENS = stream({"type": "start"}, {"type": "token", "content": "Two."}, {"type": "end"})
SILENCE = stream({"type": "start"}, {"type": "end"})


class ScriptedChatter:
    """What it says can be one answer, or several, of which the last one repeats."""

    def __init__(self, server: Server) -> None:
        server.answer = self._answer
        self.asked = server.asked
        self._script: dict[tuple[str, str], list[Said]] = {}
        self.says("POST", CONVERSATIONS, said_json({"id": "C1", "updated_at": "2026-11-21T12:00:00Z"}, 201))
        self.says("GET", PROVIDER, said_json({"name": "openai"}))
        self.says("POST", STREAMING, TOKENS)
        self.says("POST", CHAT, answered("Two."))
        self.holds("C1")

    def says(self, method: str, path: str, *answers: Said) -> None:
        self._script[method, path] = list(answers)

    def holds(self, conversation_id: str, *messages: object, **more: object) -> None:
        """A conversation with these messages."""
        wire = {"id": conversation_id, "status": "active", "messages": messages, **more}
        self.says("GET", f"{CONVERSATIONS}/{conversation_id}", said_json(wire))

    def bodies(self, method: str, path: str) -> Sequence[object]:
        """What was sent there."""
        return [asked.json for asked in self.asked if (asked.method, asked.target.partition("?")[0]) == (method, path)]

    def _answer(self, asked: Asked) -> Said:
        answers = self._script.get((asked.method, asked.target.partition("?")[0]), [NO_ROUTE])
        return answers.pop(0) if len(answers) > 1 else answers[0]
