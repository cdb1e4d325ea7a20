"""As much of Glean as the contract asks for: it repeats every prompt, and keeps chats and files in memory."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

from tests.upstream.server import Asked, Said, said_json

NOTHING = Said(b"")


class FakeGlean:
    def __init__(self) -> None:
        self._chats: dict[str, dict[str, Any]] = {}
        self._files: dict[str, tuple[Mapping[str, object], bytes]] = {}
        self._numbers = itertools.count(1)

    def answer(self, asked: Asked) -> Said:
        operation, _, argument = asked.operation.partition("/")
        if operation == "agents":
            return self._agents(argument, asked)
        if operation == "chat-files":
            return self._download(argument)
        if operation == "uploadchatfiles":
            return self._upload(asked)
        answered: Said = getattr(self, f"_{operation}")(asked.json if asked.body else {})
        return answered

    def _chat(self, body: dict[str, Any]) -> Said:
        prompt = body["messages"][0]
        reply = self._reply(prompt["fragments"][0]["text"])
        told = {}
        if body["saveChat"]:
            chat = self._chats.setdefault(body.get("chatId") or self._id("c"), {"name": "A chat", "messages": []})
            chat["messages"] += [*body["messages"][:0:-1], prompt, *reply]
            chat["updateTime"] = next(self._numbers)
            told = {"chatId": next(key for key, value in self._chats.items() if value is chat)}
        if not body["stream"]:
            return said_json({"messages": reply, **told})
        return Said([json.dumps({"messages": [message], **told}).encode() + b"\n" for message in reply])

    def _reply(self, text: str) -> list[dict[str, Any]]:
        source = {"citation": {"sourceDocument": {"id": "D1", "title": "Echo"}}}
        identity = self._id("m")
        said = [("UPDATE", {"text": "**Searching:** echo"}), ("CONTENT", {"text": "You said: "})]
        return [
            {
                "author": "GLEAN_AI",
                "messageType": kind,
                "messageId": identity,
                "messageTrackingToken": f"T{identity}",
                "fragments": [fragment],
            }
            for kind, fragment in [*said, ("CONTENT", {"text": text}), ("CONTENT", source)]
        ]

    def _feedback(self, body: dict[str, Any]) -> Said:
        return NOTHING if body["event"] and body["trackingTokens"] else Said(b"Bad Request", 400)

    def _listchats(self, _: dict[str, Any]) -> Said:
        return said_json({"chatResults": [{"chat": {"id": key, **chat}} for key, chat in self._chats.items()]})

    def _getchat(self, body: dict[str, Any]) -> Said:
        chat = self._chats.get(body["id"])
        return said_json({"chatResult": {"chat": {"id": body["id"], **chat}}}) if chat else Said(b"Not Found", 404)

    def _deletechats(self, body: dict[str, Any]) -> Said:
        for chat_id in body["ids"]:
            self._chats.pop(chat_id, None)
        return NOTHING

    def _deleteallchats(self, _: dict[str, Any]) -> Said:
        self._chats.clear()
        return NOTHING

    def _getchatapplication(self, body: dict[str, Any]) -> Said:
        return said_json({"application": {"id": body["id"], "name": "Handbook"}})

    def _agents(self, argument: str, asked: Asked) -> Said:
        agents = {
            "brief": {"agent_id": "brief", "name": "Brief", "capabilities": {"ap.io.messages": True}},
            "form": {"agent_id": "form", "name": "Form", "capabilities": {"ap.io.messages": False}},
        }
        if argument != "search":
            return said_json(agents[argument]) if argument in agents else Said(b'{"message": "not found"}', 404)
        wanted = asked.json.get("name", "").lower()
        return said_json({"agents": [agent for agent in agents.values() if wanted in agent["name"].lower()]})

    def _upload(self, asked: Asked) -> Said:
        boundary = asked.headers["content-type"].partition("boundary=")[2].encode()
        parts = asked.body.split(b"--" + boundary)[1:-1]
        return said_json({"files": [self._keep(part) for part in parts]})

    def _keep(self, part: bytes) -> Mapping[str, object]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = head.decode().partition('filename="')[2].partition('"')[0]
        file = {"id": self._id("F"), "name": name, "metadata": {"status": "PROCESSED", "mimeType": "text/plain"}}
        self._files[str(file["id"])] = file, content.removesuffix(b"\r\n")
        return file

    def _getchatfiles(self, body: dict[str, Any]) -> Said:
        return said_json({"files": {key: self._files[key][0] for key in body["fileIds"] if key in self._files}})

    def _deletechatfiles(self, body: dict[str, Any]) -> Said:
        for file_id in body["fileIds"]:
            self._files.pop(file_id, None)
        return NOTHING

    def _download(self, file_id: str) -> Said:
        if file_id not in self._files:
            return Said(b"File not found", 404)
        return Said([self._files[file_id][1]], headers={"Content-Type": "text/plain"})

    def _id(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers)}"
