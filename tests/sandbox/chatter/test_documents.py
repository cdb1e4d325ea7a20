"""webchat.sandbox.chatter.documents, in the version that reads them."""

import asyncio
from urllib.parse import urlsplit

import pytest

from tests.sandbox.chatter.client import Client
from webchat.sandbox.chatter.layouts import SEPTEMBER, Layout

ALL = "/api/v1/documents"
PLAN = b"# Mooring plan\n\nThe mooring plan is kept in drawer seven of the pilot's cabinet.\n"


@pytest.fixture(scope="module")
def layout() -> Layout:
    return SEPTEMBER


async def test_it_is_processed_and_can_be_asked_about(mona: Client):
    document = await mona.processed("plan.md", PLAN)
    assert (document["status"], document["chunk_count"]) == ("processed", 1)
    answer = await mona.answer("Where is the mooring plan?", workflow="rag")
    assert answer.startswith("Your file **plan.md** has this")


async def test_a_plain_chat_does_not_read_it(mona: Client):
    await mona.processed("plan.md", PLAN)
    assert "drawer seven" not in await mona.answer("Where is the mooring plan?")


async def test_nobody_else_has_it(mona: Client, stig: Client):
    document = await mona.processed("plan.md", PLAN)
    assert "drawer seven" not in await stig.answer("Where is the mooring plan?", workflow="rag")
    for path in ("", "/download", "/chunks"):
        await stig.json("GET", f"{ALL}/{document['id']}{path}", status=404)
    await stig.json("DELETE", f"{ALL}/{document['id']}", status=404)


async def test_its_name_is_lost_in_the_download_and_known_beside_it(mona: Client):
    document = await mona.processed("plan.md", PLAN)
    response = await mona.http.get(f"{ALL}/{document['id']}/download")
    assert (response.content, response.headers["content-type"]) == (PLAN, "application/octet-stream")
    assert response.headers["content-disposition"] == f'attachment; filename="document_{document["id"]}"'
    assert document["original_filename"] == "plan.md"


async def test_a_deleted_one_is_gone(mona: Client):
    document = await mona.processed("plan.md", PLAN)
    await mona.json("DELETE", f"{ALL}/{document['id']}")
    await mona.json("GET", f"{ALL}/{document['id']}", status=404)
    assert (await mona.json("GET", ALL))["documents"] == []
    assert "drawer seven" not in await mona.answer("Where is the mooring plan?", workflow="rag")
    assert (await mona.upload("plan.md", PLAN)).status_code == 200


@pytest.mark.parametrize("name", ["AV_SCAN_FAILED.txt", "empty.txt", "torn.pdf"])
async def test_one_that_cannot_be_read_says_why(mona: Client, name: str):
    document = await mona.processed(name, b"" if name == "empty.txt" else b"%PDF-1.7 torn")
    assert document["status"] == "failed"
    assert document["processing_error"]


@pytest.mark.parametrize("name", ["song.mp3", "noextension", "../../etc/passwd", ".md"])
async def test_only_some_kinds_are_taken(mona: Client, name: str):
    response = await mona.upload(name, b"la la la")
    assert (response.status_code, response.json()["detail"][:22]) == (400, "File type not allowed:")


async def test_a_path_in_a_name_is_none(mona: Client):
    assert (await mona.processed("..\\..\\plan.md", PLAN))["original_filename"] == "plan.md"


async def test_the_same_twice_is_refused_by_its_content(mona: Client, stig: Client):
    await mona.upload("plan.md", PLAN)
    assert (await mona.upload("other.md", PLAN)).status_code == 400
    assert (await stig.upload("plan.md", PLAN)).status_code == 200


async def test_of_the_same_at_once_one_is_taken(mona: Client):
    answers = await asyncio.gather(*(mona.upload(f"{number}.md", PLAN) for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert (await mona.json("GET", ALL))["total_count"] == 1


@pytest.mark.parametrize(("tags", "read"), [('["a", "b"]', ["a", "b"]), ("a, b", ["a", "b"]), ("", [])])
async def test_tags_are_an_array_or_a_list(mona: Client, tags: str, read: list[str]):
    assert (await mona.upload("plan.md", PLAN, tags=tags)).json()["tags"] == read


# --- and else, in this version ------------------------------------------------------------------------------------


async def test_a_provider_need_not_be_named(mona: Client):
    assert (await mona.ask("/plain", provider=None)).status_code == 200


async def test_a_stream_begins_twice_and_ends_with_the_whole(mona: Client):
    conversation_id = await mona.conversation()
    received = await mona.stream("/plain", conversation_id=conversation_id)
    assert [event["type"] for event in received if event["type"] != "token"] == ["start", "start", "complete", "end"]
    *_, reply = (await mona.get(conversation_id))["messages"]
    assert received[1]["message_id"] == received[2]["message_id"] == reply["id"]
    assert received[-2]["metadata"]["final_content"] == reply["content"]


async def test_without_its_slash_the_list_redirects_to_the_host_it_was_asked_at(mona: Client):
    response = await mona.http.get("/api/v1/conversations", headers={"Host": "localhost:9"})
    assert (response.status_code, urlsplit(response.headers["location"]).netloc) == (307, "localhost:9")


async def test_twenty_streams_of_a_person_in_a_minute_from_whatever_address(mona: Client):
    for number in range(20):
        mona.http.headers["X-Forwarded-For"] = f"fd00::{number}"
        await mona.stream("/plain")
    response = await mona.http.post(mona.layout.streaming, json={"message": "/plain"})
    assert (response.status_code, response.json()["limit"]) == (429, 20)


async def test_a_message_is_rated(mona: Client):
    conversation_id = await mona.conversation()
    await mona.answer("/plain", conversation_id=conversation_id)
    reply = (await mona.get(conversation_id))["messages"][1]["id"]
    path = f"{mona.layout.conversation}/{conversation_id}/messages/{reply}/rating"
    assert (await mona.json("PATCH", path, {"rating": 4}))["rating"] == 4.0
    assert (await mona.json("PATCH", path, {"rating": 2}))["rating_count"] == 2
