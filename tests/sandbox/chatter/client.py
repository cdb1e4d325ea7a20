"""The least a client of Chatter needs, without any forgiveness."""

import asyncio
import json
from typing import Any, Self
from uuid import uuid4

import httpx

from webchat.sandbox.chatter.layouts import Layout

STRONG = "Quartz!Lantern#92vx"
PROVIDER = "openai"

Wire = dict[str, Any]


class Client:
    def __init__(self, url: str, layout: Layout) -> None:
        self.layout = layout
        self.username = ""
        headers = {"X-Forwarded-For": str(uuid4())}
        self.http = httpx.AsyncClient(base_url=url, headers=headers, verify=False, trust_env=False, timeout=10)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def register(self, username: str) -> None:
        body = {"email": f"{username}@example.com", "username": username, "password": STRONG}
        self.username = username
        self.bearer((await self.json("POST", "/api/v1/auth/register", body, 201))["access_token"])

    def bearer(self, token: str) -> None:
        self.http.headers["Authorization"] = f"Bearer {token}"

    async def json(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = await self.http.request(method, path, json=body)
        assert response.status_code == status, response.text
        return response.json()

    async def conversation(self, **body: Any) -> str:
        """A new one."""
        made = await self.json("POST", self.layout.conversations, {"title": "Tides", **body}, 201)
        return str(made["id"])

    async def get(self, conversation_id: str) -> Wire:
        got: Wire = await self.json("GET", f"{self.layout.conversation}/{conversation_id}")
        return got

    async def titles(self) -> list[str]:
        listed = await self.json("GET", self.layout.conversations)
        return [each["title"] for each in listed["conversations"]]

    async def said(self, conversation_id: str) -> list[tuple[str, str]]:
        return [(each["role"], each["content"]) for each in (await self.get(conversation_id))["messages"]]

    async def ask(self, message: str, **body: Any) -> httpx.Response:
        """A whole answer, whatever its status."""
        return await self.http.post(self.layout.chat, json={"message": message, "provider": PROVIDER, **body})

    async def answer(self, message: str, **body: Any) -> str:
        response = await self.ask(message, **body)
        assert response.status_code == 200, response.text
        return str(response.json()["message"]["content"])

    async def stream(self, message: str, **body: Any) -> list[Wire]:
        """The events, without the last line, which must be there."""
        asked = {"message": message, "provider": PROVIDER, **body}
        response = await self.http.post(self.layout.streaming, json=asked)
        assert response.status_code == 200, response.text
        return events(response.text)

    async def upload(self, name: str, content: bytes, **fields: str) -> httpx.Response:
        return await self.http.post("/api/v1/documents/upload", files={"file": (name, content)}, data=fields)

    async def processed(self, name: str, content: bytes) -> Wire:
        """A document when the sandbox has done with it."""
        uploaded = (await self.upload(name, content)).json()
        while True:
            document: Wire = await self.json("GET", f"/api/v1/documents/{uploaded['id']}")
            if document["processing_completed_at"]:
                return document
            await asyncio.sleep(0.01)


def events(body: str) -> list[Wire]:
    *lines, last, nothing = body.split("\n\n")
    assert (last, nothing) == ("data: [DONE]", "")
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def text_of(received: list[Wire]) -> str:
    return "".join(event["content"] for event in received if event["type"] == "token")
