import pytest

from tests.upstream.chatter.scripted import CONVERSATIONS, NO_ROUTE, message, problem
from tests.upstream.server import Ending, Said, said_json
from webchat.upstream.errors import (
    BadResponse,
    NotFound,
    NotSupported,
    RateLimited,
    Rejected,
    TokenRefused,
    Unavailable,
    UpstreamError,
)
from webchat.upstream.types.saved import ChatFile, FileStatus, Upload
from webchat.upstream.types.server import PartKind

DOCUMENTS = "/api/v1/documents"
GONE = problem(404, "resource-not-found")
FAILURE = problem(500, "internal-server-error")


def page(*ids, name="conversations", **more):
    return said_json({name: [{"id": each} for each in ids], **more})


def numbers(first, last):
    return [f"C{number}" for number in range(first, last)]


def asked(chatter, method):
    return [asked.target for asked in chatter.asked if asked.method == method]


# --- every request ---------------------------------------------------------------------------------------------------


async def test_each_has_a_connection_and_an_id_of_its_own(client, chatter, server):
    chatter.says("GET", CONVERSATIONS, page())
    await client.chats()
    await client.chats()
    assert server.connections == 2
    assert [each.headers["connection"] for each in chatter.asked] == ["close", "close"]
    assert len({each.headers["x-correlation-id"] for each in chatter.asked}) == 2


async def test_a_read_that_fails_is_tried_once_more(client, chatter):
    chatter.says("GET", CONVERSATIONS, Said(ending=Ending.HUNG_UP), page("C1"))
    assert [chat.id for chat in await client.chats()] == ["C1"]


async def test_a_write_that_fails_is_not(client, chatter):
    chatter.says("PUT", f"{CONVERSATIONS}/C1", Said(ending=Ending.HUNG_UP), said_json({}))
    with pytest.raises(UpstreamError):
        await client.rename_chat("C1", "Trains")
    assert len(chatter.asked) == 1


# --- conversations ---------------------------------------------------------------------------------------------------


async def test_chats_come_by_pages_of_what_the_layout_takes(client, chatter):
    chatter.says("GET", CONVERSATIONS, page(*numbers(0, 100), total=150), page(*numbers(100, 150), total=150))
    assert len(await client.chats()) == 150
    assert asked(chatter, "GET") == [f"{CONVERSATIONS}?limit=100&offset=0", f"{CONVERSATIONS}?limit=100&offset=100"]


async def test_a_list_that_shifts_while_it_is_read_names_each_once(client, chatter):
    chatter.says("GET", CONVERSATIONS, page(*numbers(0, 100)), page(*numbers(99, 180)))
    assert {chat.id for chat in await client.chats()} == set(numbers(0, 180))
    assert len(await client.chats()) == 81


async def test_a_server_that_gives_less_than_it_is_asked_for_is_asked_for_the_rest(client, chatter):
    chatter.says("GET", CONVERSATIONS, page("C1", total_count=2), page("C2", total_count=2))
    assert {chat.id for chat in await client.chats()} == {"C1", "C2"}


@pytest.mark.parametrize("more", [{}, {"total": 10**9}])
async def test_a_server_that_repeats_itself_comes_to_an_end(client, chatter, more):
    chatter.says("GET", CONVERSATIONS, page(*numbers(0, 100), **more))
    assert len(await client.chats()) == 100
    assert len(chatter.asked) == 2


@pytest.mark.parametrize("answer", [said_json([]), said_json({}), said_json({"conversations": [None, {}, 3]})])
async def test_a_list_may_be_none(client, chatter, answer):
    chatter.says("GET", CONVERSATIONS, answer)
    assert [chat.id for chat in await client.chats() if chat.id] == []


async def test_a_conversation_is_not_found_by_an_id_that_is_none(client, chatter):
    chatter.says("GET", f"{CONVERSATIONS}/nonsense", problem(400, "bad-request"))
    for chat_id in ("nonsense", "..", ""):
        with pytest.raises(NotFound):
            await client.chat(chat_id)
    assert asked(chatter, "GET") == [f"{CONVERSATIONS}/nonsense"]


async def test_a_failure_that_says_nothing_is_a_missing_conversation_if_an_update_says_so(client, chatter):
    """As servers do that are not in development."""
    chatter.says("GET", f"{CONVERSATIONS}/C9", FAILURE)
    chatter.says("PUT", f"{CONVERSATIONS}/C9", GONE)
    with pytest.raises(NotFound):
        await client.chat("C9")
    assert chatter.bodies("PUT", f"{CONVERSATIONS}/C9") == [{}]


async def test_a_failure_that_says_nothing_is_one_if_the_conversation_is_there(client, chatter):
    chatter.says("GET", f"{CONVERSATIONS}/C9", FAILURE)
    chatter.says("PUT", f"{CONVERSATIONS}/C9", said_json({"id": "C9"}))
    with pytest.raises(Unavailable):
        await client.chat("C9")


async def test_messages_that_are_missing_are_asked_for_by_themselves(client, chatter):
    chatter.says("GET", f"{CONVERSATIONS}/C1", said_json({"id": "C1"}))
    chatter.says(
        "GET", f"{CONVERSATIONS}/C1/messages", said_json([message(0, "user", "A"), message(1, "assistant", "a")])
    )
    [turn] = (await client.chat("C1")).turns
    assert (turn.prompt, turn.reply_id) == ("A", "M1")


async def test_conversations_are_deleted_one_by_one_and_a_few_at_a_time(client, chatter, server):
    ids = numbers(0, 10)
    for each in ids:
        chatter.says("DELETE", f"{CONVERSATIONS}/{each}", GONE if each == "C3" else said_json({}))
    await client.delete_chats(ids)
    assert sorted(asked(chatter, "DELETE")) == sorted(f"{CONVERSATIONS}/{each}" for each in ids)


async def test_after_a_refusal_no_more_are_deleted(client, chatter):
    for each in numbers(0, 10):
        chatter.says("DELETE", f"{CONVERSATIONS}/{each}", Said(status=429, headers={"Retry-After": "9"}))
    with pytest.raises(RateLimited) as caught:
        await client.delete_chats(numbers(0, 10))
    assert caught.value.retry_after == 9
    assert len(chatter.asked) == 4


async def test_all_are_deleted_until_none_is_left(client, chatter):
    chatter.says("GET", CONVERSATIONS, page("C1", "C2"), page("C2", "C3"), page())
    for each in ("C1", "C2", "C3"):
        chatter.says("DELETE", f"{CONVERSATIONS}/{each}", said_json({}))
    await client.delete_all_chats()
    assert {target[-2:] for target in asked(chatter, "DELETE")} == {"C1", "C2", "C3"}


async def test_a_server_that_deletes_nothing_comes_to_an_end(client, chatter):
    chatter.says("GET", CONVERSATIONS, page("C1"))
    chatter.says("DELETE", f"{CONVERSATIONS}/C1", said_json({"message": "Conversation deleted successfully"}))
    with pytest.raises(BadResponse):
        await client.delete_all_chats()
    assert len(asked(chatter, "DELETE")) == 1


async def test_a_token_that_is_refused_is_renewed_and_the_call_made_again(client, chatter, credential, monkeypatch):
    async def renew(_refused):
        return True

    monkeypatch.setattr(credential, "renew", renew)
    chatter.says("PUT", f"{CONVERSATIONS}/C1", problem(401, "authentication-required"), said_json({}))
    await client.rename_chat("C1", "Trains")
    chatter.says("PUT", f"{CONVERSATIONS}/C1", problem(401, "authentication-required"))
    with pytest.raises(TokenRefused):
        await client.rename_chat("C1", "Trains")


# --- templates and parts of the server -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"templates": {"code_assistant": {"description": "For code."}, "My own": {}}},
        {"templates": [{"name": "code_assistant", "description": "For code."}, {"name": "My own"}, {}]},
        [{"name": "code_assistant", "description": "For code."}, {"name": "My own"}],
    ],
)
async def test_templates_are_agents_by_readable_names(client, chatter, answer):
    chatter.says("GET", "/api/v1/chat/templates", said_json(answer))
    assert [(agent.id, agent.name) for agent in await client.agents("")] == [
        ("code_assistant", "Code assistant"),
        ("My own", "My own"),
    ]
    assert [agent.id for agent in await client.agents("OWN")] == ["My own"]
    assert (await client.agent("code_assistant")).description == "For code."
    with pytest.raises(NotFound):
        await client.agent("nobody")


async def test_what_a_version_does_not_say_of_itself_is_not_asked_for(client_in, chatter):
    for kind in (PartKind.TOOL_SERVERS, PartKind.PERFORMANCE):
        with pytest.raises(NotSupported):
            await client_in("newest").server_part(kind)
    assert chatter.asked == []


async def test_how_the_server_is_it_says_without_a_token(client, chatter):
    chatter.says("GET", "/healthz", said_json({"status": "healthy"}))
    assert (await client.server_part(PartKind.HEALTH)).facts == {"status": "healthy"}
    assert "authorization" not in chatter.asked[0].headers


# --- documents -------------------------------------------------------------------------------------------------------


async def chunks(content):
    yield content


def uploads(*names):
    return [Upload(name, "text/plain", chunks(name.encode()), len(name)) for name in names]


async def test_documents_go_up_one_by_one(client, chatter):
    chatter.says("POST", f"{DOCUMENTS}/upload", *(said_json({"id": each, "status": "pending"}) for each in "AB"))
    files = await client.upload_files(uploads("a.txt", "b.txt"))
    assert [(file.id, file.status) for file in files] == [("A", FileStatus.PROCESSING), ("B", FileStatus.PROCESSING)]
    first, second = chatter.asked
    assert b'name="file"; filename="a.txt"' in first.body
    assert b"b.txt" not in first.body
    assert b'name="file"; filename="b.txt"' in second.body


@pytest.mark.parametrize("refusal", [problem(500, "internal-server-error"), said_json({"detail": "SQL: exists"}, 400)])
async def test_if_one_of_them_is_refused_none_is_kept(client, chatter, refusal):
    chatter.says("POST", f"{DOCUMENTS}/upload", said_json({"id": "A"}), refusal)
    chatter.says("DELETE", f"{DOCUMENTS}/A", said_json({}))
    with pytest.raises(Rejected) as caught:
        await client.upload_files(uploads("a.txt", "b.txt"))
    assert "SQL" not in caught.value.detail
    assert asked(chatter, "DELETE") == [f"{DOCUMENTS}/A"]


async def test_a_document_without_an_id_is_none(client, chatter):
    chatter.says("POST", f"{DOCUMENTS}/upload", said_json({}))
    with pytest.raises(BadResponse):
        await client.upload_files(uploads("a.txt"))


@pytest.mark.parametrize(
    ("status", "expected", "failure"),
    [
        ("pending", FileStatus.PROCESSING, ""),
        ("processing", FileStatus.PROCESSING, ""),
        ("processed", FileStatus.READY, ""),
        ("archived", FileStatus.READY, ""),
        ("failed", FileStatus.FAILED, "PROCESSING_FAILED"),
        (None, FileStatus.PROCESSING, ""),
    ],
)
async def test_a_document_says_how_far_it_is(client, chatter, status, expected, failure):
    wire = {"id": "A", "original_filename": "a.txt", "file_size": 5, "mime_type": "text/plain", "status": status}
    chatter.says("GET", f"{DOCUMENTS}/A", said_json(wire | {"processing_error": "HTTPSConnectionPool"}))
    file = ChatFile("A", "a.txt", expected, failure, 5, "text/plain")
    assert await client.files(["A", "unknown"]) == {"A": file}


async def test_a_document_comes_down_by_its_own_name(client, chatter):
    chatter.says(
        "GET", f"{DOCUMENTS}/A", said_json({"id": "A", "original_filename": "März.txt", "mime_type": "text/plain"})
    )
    chatter.says("GET", f"{DOCUMENTS}/A/download", Said(b"all", headers={"Content-Type": "application/octet-stream"}))
    async with client.download("A") as download:
        assert (download.name, download.content_type, download.size) == ("März.txt", "text/plain", 3)
        assert [chunk async for chunk in download.chunks] == [b"all"]


async def test_a_version_without_downloads_has_nothing_to_give(client, chatter):
    chatter.says("GET", f"{DOCUMENTS}/A", said_json({"id": "A"}))
    chatter.says("GET", f"{DOCUMENTS}/A/download", NO_ROUTE)
    with pytest.raises(NotFound):
        async with client.download("A"):
            pass


async def test_documents_that_are_gone_are_deleted(client, chatter):
    chatter.says("DELETE", f"{DOCUMENTS}/A", GONE)
    await client.delete_files(["A"])
    assert asked(chatter, "DELETE") == [f"{DOCUMENTS}/A"]


async def test_all_documents_of_a_user_are_listed_by_pages(client, chatter):
    first = page(*numbers(0, 10), name="documents", total_count=12)  # later versions give ten
    chatter.says("GET", DOCUMENTS, first, page("C10", "C11", name="documents", total_count=12))
    assert [file.id for file in await client.all_files()] == numbers(0, 12)
