"""The least a client of the chat API needs, without any forgiveness."""

import asyncio
import json
from typing import Any, Self

import httpx

TOKEN = "a-global-token"

Wire = dict[str, Any]


class Client:
    def __init__(self, url: str, user: str) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}", "X-Glean-ActAs": user}
        self.http = httpx.AsyncClient(
            base_url=f"{url}/rest/api/v1", headers=headers, verify=False, trust_env=False, timeout=10
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def post(self, operation: str, body: Wire | None = None) -> httpx.Response:
        return await self.http.post(f"/{operation}", json=body)

    async def json(self, operation: str, body: Wire | None = None) -> Wire:
        response = await self.post(operation, body)
        assert response.status_code == 200, response.text
        value: Wire = response.json()
        return value

    async def chat(self, text: str, **body: Any) -> httpx.Response:
        """The answer to a prompt, whatever its status; saved and streamed unless the body says otherwise."""
        return await self.post("chat", {"messages": [prompt(text)], "saveChat": True, "stream": True, **body})

    async def ask(self, text: str, **body: Any) -> list[Wire]:
        """The lines of a streamed reply."""
        response = await self.chat(text, **body)
        assert response.status_code == 200, response.text
        return [json.loads(line) for line in response.text.split("\n") if line]

    async def messages(self, chat_id: str) -> list[Wire]:
        """The chat's messages, newest first."""
        result = await self.json("getchat", {"id": chat_id})
        messages: list[Wire] = result["chatResult"]["chat"]["messages"]
        return messages

    async def upload(self, *files: tuple[str, bytes]) -> list[Wire]:
        response = await self.http.post("/uploadchatfiles", files=[("files", file) for file in files])
        assert response.status_code == 200, response.text
        uploaded: list[Wire] = response.json()["files"]
        return uploaded

    async def processed(self, name: str, content: bytes) -> Wire:
        """A file when the sandbox has done with it."""
        [file] = await self.upload((name, content))
        while True:
            known = await self.json("getchatfiles", {"fileIds": [file["id"]]})
            state: Wire = known["files"][file["id"]]
            if state["metadata"]["status"] != "PROCESSING":
                return state
            await asyncio.sleep(0.01)


def prompt(text: str, *file_ids: str) -> Wire:
    message: Wire = {"author": "USER", "messageType": "CONTENT", "fragments": [{"text": text}]}
    return {**message, "uploadedFileIds": list(file_ids)} if file_ids else message


def text_of(responses: list[Wire]) -> str:
    return "".join(fragment.get("text", "") for fragment in fragments(responses))


def citations(responses: list[Wire]) -> list[Wire]:
    return [fragment["citation"] for fragment in fragments(responses) if "citation" in fragment]


def fragments(responses: list[Wire], kind: str = "CONTENT") -> list[Wire]:
    messages = [message for response in responses for message in response["messages"]]
    wanted = [message for message in messages if message.get("messageType") == kind]
    return [fragment for message in wanted for fragment in message.get("fragments") or ()]
