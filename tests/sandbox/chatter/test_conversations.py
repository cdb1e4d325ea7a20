"""webchat.sandbox.chatter.conversations, with its odd ways."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.sandbox.chatter.client import Client, Wire

MISSING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


async def put(client: Client, conversation_id: str, body: Wire, status: int = 200) -> Wire:
    changed: Wire = await client.json("PUT", f"{client.layout.conversation}/{conversation_id}", body, status)
    return changed


async def delete(client: Client, conversation_id: str, status: int = 200) -> None:
    await client.json("DELETE", f"{client.layout.conversation}/{conversation_id}", status=status)


async def test_one_that_was_deleted_is_hidden_and_still_there(mona: Client):
    conversation_id = await mona.conversation()
    await delete(mona, conversation_id)
    assert await mona.titles() == []
    assert (await mona.get(conversation_id))["status"] == "deleted"
    await delete(mona, conversation_id)


async def test_one_that_was_deleted_can_be_restored(mona: Client):
    conversation_id = await mona.conversation()
    await delete(mona, conversation_id)
    await put(mona, conversation_id, {"status": "active"})
    assert await mona.titles() == ["Tides"]


async def test_what_is_not_given_is_not_changed_and_neither_is_null(mona: Client):
    conversation_id = await mona.conversation(temperature=0.3, extra_metadata={"instructions": "Be brief."})
    changed = await put(mona, conversation_id, {"title": "Ebb", "temperature": None, "extra_metadata": {"x": 1}})
    assert (changed["title"], changed["temperature"]) == ("Ebb", 0.3)
    assert changed["extra_metadata"] == {"instructions": "Be brief."}


@pytest.mark.parametrize("title", ["<b>bold</b> &amp; \u202e", "x" * 255])
async def test_titles_come_back_letter_by_letter(mona: Client, title: str):
    await mona.conversation(title=title)
    assert await mona.titles() == [title]


@pytest.mark.parametrize("title", ["", "x" * 256])
async def test_a_title_of_no_length_or_too_much_tells_of_the_database(mona: Client, title: str):
    problem = await mona.json("POST", mona.layout.conversations, {"title": title}, 500)
    assert "[SQL: INSERT INTO conversations" in problem["detail"]


async def test_the_one_changed_last_comes_first_a_page_at_a_time(mona: Client):
    for title in ("one", "two", "three"):
        await mona.conversation(title=title)
    page = await mona.json("GET", f"{mona.layout.conversations}?limit=2&offset=1")
    assert [each["title"] for each in page["conversations"]] == ["two", "one"]
    assert page["total"] == 3


async def test_those_of_others_are_not_there(mona: Client, stig: Client):
    conversation_id = await mona.conversation()
    assert await stig.titles() == []
    problem = await stig.json("GET", f"{stig.layout.conversation}/{conversation_id}", status=500)
    assert (problem["error_type"], problem["detail"].split(": ")[1]) == (
        "NotFoundError",
        "Conversation not found or not accessible",
    )
    await put(stig, conversation_id, {"title": "Mine"}, 404)
    await delete(stig, conversation_id, 404)
    assert (await mona.get(conversation_id))["title"] == "Tides"


async def test_after_a_failure_the_connection_is_gone_unannounced(mona: Client):
    address = urlsplit(str(mona.http.base_url))
    with socket.create_connection((address.hostname, address.port)) as line:
        token = mona.http.headers["Authorization"]
        line.sendall(
            f"GET {mona.layout.conversation}/{MISSING} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Authorization: {token}\r\n\r\n".encode()
        )
        received = b""
        while piece := line.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 500 ")
    assert b"connection: close" not in head.lower()
    assert f"content-length: {len(body)}".encode() in head.lower()


async def test_a_message_leaves_a_gap(mona: Client):
    conversation_id = await mona.conversation()
    await mona.answer("/plain", conversation_id=conversation_id)
    await mona.answer("/plain", conversation_id=conversation_id)
    first = (await mona.get(conversation_id))["messages"][0]["id"]
    await mona.json("DELETE", f"{mona.layout.conversation}/{conversation_id}/messages/{first}")
    numbers = [each["sequence_number"] for each in (await mona.get(conversation_id))["messages"]]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize("query", ["limit=x", "limit=0", "offset=-1", "limit=101", f"offset={10**30}"])
async def test_a_query_is_checked(mona: Client, query: str):
    problem = await mona.json("GET", f"{mona.layout.conversations}?{query}", status=422)
    assert problem["errors"][0]["loc"] == ["query", query.partition("=")[0]]


NESTED = b'{"title": "x", "extra_metadata": {"a":' + b"[" * 200_000
HUGE = f'{{"title": "x", "max_tokens": {10**30}}}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        NESTED,
        HUGE,
        b'{"title": "x", "temperature": NaN}',
        b"",
        b"{",
        b"[]",
        b'{"title": 7}',
        b'{"title": "\\ud800"}',
        b"\xff",
    ],
)
async def test_a_body_that_is_none_is_told(mona: Client, body: bytes):
    response: httpx.Response = await mona.http.post(mona.layout.conversations, content=body)
    assert response.status_code == 422
