"""webchat.sandbox.files: attachments, over HTTP."""

import pytest

from tests.sandbox.client import Client, prompt
from webchat.sandbox.settings import Settings

TEXT = b"The mooring plan of berth 4 is with the harbour master."


async def test_an_upload_is_answered_with_a_list_in_the_same_order(erin: Client) -> None:
    one, two = await erin.upload(("one.txt", TEXT), ("two.csv", b"a,b\n1,2\n"))
    assert (one["name"], two["name"]) == ("one.txt", "two.csv")
    assert one["metadata"]["status"] == "PROCESSING"
    assert isinstance(one["metadata"]["uploadTime"], int)
    assert two["metadata"]["mimeType"] == "text/csv"


@pytest.mark.parametrize(
    "parts",
    [
        [("files[]", ("plan.txt", TEXT))],
        [("file", ("plan.txt", TEXT))],
        [("files", ("plan.txt", TEXT)), ("other", ("plan.txt", TEXT))],
        [("files", ("plan.txt", TEXT))] * 6,
    ],
)
async def test_a_form_of_another_shape_is_a_400(erin: Client, parts: list[tuple[str, tuple[str, bytes]]]) -> None:
    response = await erin.http.post("/uploadchatfiles", files=parts)
    assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")


async def test_something_that_is_no_form_is_a_400(erin: Client) -> None:
    assert (await erin.post("uploadchatfiles", {"files": []})).status_code == 400
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await erin.http.post("/uploadchatfiles", content=b"--y", headers=headers)).status_code == 400


async def test_the_status_comes_as_a_map_of_ones_own_files(erin: Client, stig: Client) -> None:
    mine, theirs = await erin.processed("a.txt", TEXT), await stig.processed("b.txt", TEXT)
    known = await erin.json("getchatfiles", {"fileIds": [mine["id"], theirs["id"], "unknown"]})
    assert known == {"files": {mine["id"]: mine}}


async def test_the_download_has_the_bytes_the_type_and_the_name(erin: Client) -> None:
    file = await erin.processed("Übersicht.txt", TEXT)
    response = await erin.http.get(f"/chat-files/{file['id']}")
    assert response.content == TEXT
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["content-disposition"] == "attachment; filename*=utf-8''%C3%9Cbersicht.txt"


@pytest.mark.parametrize(
    ("name", "preview", "disposition"),
    [("a.pdf", "true", "inline"), ("a.pdf", "false", "attachment"), ("a.html", "true", "attachment")],
)
async def test_only_a_previewed_pdf_is_inline(erin: Client, name: str, preview: str, disposition: str) -> None:
    [file] = await erin.upload((name, TEXT))
    response = await erin.http.get(f"/chat-files/{file['id']}", params={"preview": preview})
    assert response.headers["content-disposition"].startswith(disposition)


@pytest.mark.parametrize("file_id", ["unknown", "%2e%2e%2fsandbox.sqlite3", "..%5Csandbox.sqlite3"])
async def test_there_is_no_way_to_other_files(erin: Client, file_id: str) -> None:
    assert (await erin.http.get(f"/chat-files/{file_id}")).status_code == 404


async def test_nobody_downloads_the_files_of_others(erin: Client, stig: Client) -> None:
    [file] = await erin.upload(("plan.txt", TEXT))
    assert (await stig.http.get(f"/chat-files/{file['id']}")).status_code == 404


@pytest.mark.parametrize("name", ["../../up.txt", "C:\\temp\\up.txt", "/etc/up.txt"])
async def test_the_path_in_a_name_is_dropped(erin: Client, name: str) -> None:
    [file] = await erin.upload((name, TEXT))
    assert file["name"] == "up.txt"


async def test_a_deleted_file_is_known_as_deleted_and_its_bytes_are_gone(erin: Client, served: Settings) -> None:
    file = await erin.processed("plan.txt", TEXT)
    response = await erin.post("deletechatfiles", {"fileIds": [file["id"]]})
    assert (response.status_code, response.content) == (200, b"")
    known = await erin.json("getchatfiles", {"fileIds": [file["id"]]})
    assert known["files"][file["id"]]["metadata"]["status"] == "DELETED"
    assert not (served.data / "files" / file["id"]).exists()
    assert (await erin.http.get(f"/chat-files/{file['id']}")).status_code == 404


async def test_a_deleted_file_is_not_quoted(erin: Client) -> None:
    file = await erin.processed("plan.txt", TEXT)
    ask = {"messages": [prompt("mooring plan", file["id"])], "saveChat": True}
    await erin.json("chat", ask)
    await erin.post("deletechatfiles", {"fileIds": [file["id"]]})
    assert (await erin.post("chat", ask)).status_code == 400


async def test_nobody_deletes_the_files_of_others(erin: Client, stig: Client) -> None:
    file = await erin.processed("plan.txt", TEXT)
    assert (await stig.post("deletechatfiles", {"fileIds": [file["id"]]})).status_code == 200
    assert (await erin.http.get(f"/chat-files/{file['id']}")).status_code == 200


async def test_files_go_with_the_chat_they_came_with(erin: Client) -> None:
    used, unused = await erin.processed("used.txt", TEXT), await erin.processed("unused.txt", TEXT)
    [line, *_] = await erin.ask("", messages=[prompt("mooring plan", used["id"])])
    await erin.post("deletechats", {"ids": [line["chatId"]]})
    known = (await erin.json("getchatfiles", {"fileIds": [used["id"], unused["id"]]}))["files"]
    assert known[used["id"]]["metadata"]["status"] == "DELETED"
    assert known[unused["id"]]["metadata"]["status"] == "PROCESSED"
