import json

import pytest

from tests.upstream.glean.samples import asked, content, getchat
from tests.upstream.server import Ending, Said, said_json
from webchat.upstream.errors import (
    AccessDenied,
    BadResponse,
    NotFound,
    Rejected,
    TooLarge,
    Unavailable,
)
from webchat.upstream.types.saved import Upload


async def pieces(*chunks):
    for chunk in chunks:
        yield chunk


# --- chats, applications -----------------------------------------------------------------------------------------


async def test_the_list_is_asked_for_without_a_body(glean, server):
    server.says(said_json({"chatResults": [{"chat": {"id": "c-1"}}]}))
    assert [chat.id for chat in await glean.chats()] == ["c-1"]
    [request] = server.asked
    assert (request.operation, request.body, request.headers["content-length"]) == ("listchats", b"", "0")


async def test_a_chat_is_asked_for_by_its_id(glean, server):
    server.says(getchat(asked("What?"), content("That.")))
    chat = await glean.chat("c-1")
    assert [turn.prompt for turn in chat.turns] == ["What?"]
    assert (server.asked[0].operation, server.asked[0].json) == ("getchat", {"id": "c-1"})


@pytest.mark.parametrize("answer", [{}, {"chatResult": None}, {"chatResult": {"chat": {}}}])
async def test_an_answer_without_a_chat_means_there_is_none(glean, server, answer):
    server.says(said_json(answer))
    with pytest.raises(NotFound):
        await glean.chat("c-1")


async def test_a_chat_of_somebody_else_is_denied(glean, server):
    server.says(said_json({"errorType": "PERMISSION_DENIED", "createdBy": {"name": "Ada"}}, status=403))
    with pytest.raises(AccessDenied) as caught:
        await glean.chat("c-1")
    assert caught.value.owner == "Ada"


@pytest.mark.parametrize(
    ("delete", "operation", "body"),
    [
        (lambda client: client.delete_chats(["a", "b"]), "deletechats", b'{"ids": ["a", "b"]}'),
        (lambda client: client.delete_all_chats(), "deleteallchats", b""),
        (lambda client: client.delete_files(["F1"]), "deletechatfiles", b'{"fileIds": ["F1"]}'),
    ],
)
async def test_a_delete_is_sent_once_and_its_empty_answer_is_fine(glean, server, delete, operation, body):
    server.says(Said(b""))
    assert await delete(glean) is None
    assert [(request.operation, request.body) for request in server.asked] == [(operation, body)]
    server.says(Said(status=503))
    with pytest.raises(Unavailable):
        await delete(glean)
    assert len(server.asked) == 2


async def test_nothing_to_do_asks_nothing(glean, server):
    await glean.delete_chats([])
    await glean.delete_files([])
    assert await glean.files([]) == {}
    assert server.asked == []


@pytest.mark.parametrize(
    "read",
    [
        lambda client: client.chats(),
        lambda client: client.chat("c-1"),
        lambda client: client.files(["F1"]),
        lambda client: client.application("app"),
    ],
)
async def test_a_read_is_tried_twice(glean, server, read):
    server.says(Said(status=503), getchat(asked("What?")))
    await read(glean)
    assert len(server.asked) == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
async def test_an_answer_that_is_no_object_is_a_bad_response(glean, server, body):
    server.says(Said(body))
    with pytest.raises(BadResponse):
        await glean.chats()


@pytest.mark.parametrize("look_up", [lambda client: client.chat("c-1"), lambda client: client.application("app")])
async def test_a_bad_request_for_an_id_means_that_nothing_has_it(glean, server, look_up):
    server.says(Said(b"Bad Request", 400))
    with pytest.raises(NotFound):
        await look_up(glean)


async def test_an_application_is_asked_for_by_its_id(glean, server):
    server.says(said_json({"application": {"name": "HR"}}))
    application = await glean.application("app")
    assert (application.id, application.name) == ("app", "HR")
    assert (server.asked[0].operation, server.asked[0].json) == ("getchatapplication", {"id": "app"})


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "framing"), [(6, "content-length"), (None, "transfer-encoding")])
async def test_uploads_go_as_one_multipart_body(glean, server, size, framing):
    server.says(said_json({"files": [{"id": "F1"}]}))
    [file] = await glean.upload_files([Upload("a.txt", "text/plain", pieces(b"abc", b"def"), size)])
    [request] = server.asked
    assert (file.id, request.operation) == ("F1", "uploadchatfiles")
    assert b'name="files"; filename="a.txt"' in request.body
    assert b"\r\n\r\nabcdef\r\n--" in request.body
    assert framing in request.headers


async def test_an_upload_that_is_too_large_is_told_so(glean, server):
    server.says(Said(status=413))
    with pytest.raises(TooLarge):
        await glean.upload_files([Upload("a.txt", "text/plain", pieces(b"abc"))])


async def test_an_upload_is_sent_once(glean, server):
    server.says(Said(status=503))
    with pytest.raises(Unavailable):
        await glean.upload_files([Upload("a.txt", "text/plain", pieces(b"abc"))])
    assert len(server.asked) == 1


@pytest.mark.parametrize("size", [2, 4])
async def test_an_upload_of_another_size_than_it_said_is_rejected(glean, size):
    with pytest.raises(Rejected):
        await glean.upload_files([Upload("a.txt", "text/plain", pieces(b"abc"), size)])


async def test_an_error_of_the_one_who_uploads_passes(glean, server):
    async def torn():
        yield b"abc"
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await glean.upload_files([Upload("a.txt", "text/plain", torn())])


async def test_files_are_asked_for_by_their_ids(glean, server):
    server.says(said_json({"files": {"F1": {"name": "a.txt"}}}))
    assert (await glean.files(["F1", "F2"]))["F1"].name == "a.txt"
    assert server.asked[0].json == {"fileIds": ["F1", "F2"]}


async def test_a_download_comes_in_pieces_with_type_and_size(glean, server):
    server.says(Said(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}))
    async with glean.download("F1") as download:
        assert (download.content_type, download.size) == ("application/pdf", 8)
        assert b"".join([chunk async for chunk in download.chunks]) == b"%PDF-1.7"
    assert (server.asked[0].method, server.asked[0].target) == ("GET", "/rest/api/v1/chat-files/F1")


async def test_a_download_is_tried_twice_before_its_first_byte(glean, server):
    server.says(Said(ending=Ending.HUNG_UP), Said(b"bytes"))
    async with glean.download("F1") as download:
        assert await anext(download.chunks) == b"bytes"


@pytest.mark.parametrize(
    ("file_id", "path"),
    [
        ("a/b", "a%2Fb"),
        ("../listchats", "..%2Flistchats"),
        ("a?b#c", "a%3Fb%23c"),
        ("a%2Fb", "a%252Fb"),
        ("ä", "%C3%A4"),
    ],
)
async def test_the_id_of_a_file_stays_one_part_of_the_path(glean, server, file_id, path):
    server.says(Said(b"bytes"))
    async with glean.download(file_id):
        pass
    assert server.asked[0].target == f"/rest/api/v1/chat-files/{path}"


@pytest.mark.parametrize("file_id", ["", ".", ".."])
async def test_a_step_in_the_path_is_no_id_of_a_file(glean, server, file_id):
    with pytest.raises(NotFound):
        async with glean.download(file_id):
            pass
    assert server.asked == []


async def test_the_token_is_in_no_error(glean, server):
    server.says(Said(b"no", 400))
    with pytest.raises(Exception, match="no") as caught:
        await glean.chats()
    assert "a-token" not in json.dumps([str(caught.value), repr(caught.value), caught.value.detail])
