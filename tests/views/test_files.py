from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from webchat.models import AttachedFile
from webchat.upstream.types.saved import ChatFile, FileStatus

HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


def plan(name="plan.txt", size=2000):
    return SimpleUploadedFile(name, b"x" * size, "text/plain")


@pytest.fixture
async def mine(employee):
    return await AttachedFile.objects.acreate(user=employee, upstream_id="up-1", name="plan.txt", size=2000)


@pytest.fixture
async def theirs(stranger):
    return await AttachedFile.objects.acreate(user=stranger, upstream_id="up-9", name="secret.txt", size=2000)


async def test_an_uploaded_file_is_handed_over_and_remembered(signed_in, api):
    response = await signed_in.post("/files/", {"files": plan(), "chat": ""}, follow=True)
    file = await AttachedFile.objects.aget()
    assert (file.upstream_id, file.name, file.size) == ("up-1", "plan.txt", 2000)
    assert api.kept_files["up-1"].size == 2000
    assert "plan.txt" in response.content.decode()


async def test_a_file_that_is_refused_never_leaves_and_is_told_why(signed_in, api):
    response = await signed_in.post("/files/", {"files": plan("plan.exe")})
    assert response.status_code == 422
    assert "Type not supported." in response.content.decode()
    assert api.kept_files == {}


async def test_the_pages_script_is_told_in_json(signed_in, api):
    assert (await signed_in.post("/files/", {"files": plan()}, headers=JSON)).json() == {"refused": ""}
    refused = await signed_in.post("/files/", {"files": plan(size=9)}, headers=JSON)
    assert refused.status_code == 422
    assert refused.json()["refused"].startswith("Nothing to read.")


async def test_the_panel_says_the_limits_beforehand(signed_in, api):
    page = (await signed_in.get("/files/", headers=HTMX)).content.decode()
    assert "Up to 5 files of 64.0\xa0MB each." in page


async def test_a_file_that_is_read_meanwhile_is_shown_as_ready(signed_in, api, mine):
    api.kept_files["up-1"] = ChatFile("up-1", status=FileStatus.READY)
    page = (await signed_in.get("/files/status/", headers=HTMX)).content.decode()
    assert "Ready" in page
    assert f'name="files" value="{mine.id}"' in page
    assert "hx-trigger" not in page  # nothing left to wait for


async def test_a_file_still_being_read_is_asked_for_again(signed_in, api, mine):
    api.kept_files["up-1"] = ChatFile("up-1", status=FileStatus.PROCESSING)
    page = (await signed_in.get("/files/status/", headers=HTMX)).content.decode()
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AV_SCAN_FAILED", "Blocked by the virus scan"),
        ("PARSE_FAILED", "It may be damaged or need a password."),
        ("SOMETHING_NEW", "Could not be read"),
    ],
)
async def test_a_failed_file_says_why_in_words(signed_in, api, mine, code, words):
    api.kept_files["up-1"] = ChatFile("up-1", status=FileStatus.FAILED, failure=code)
    assert words in (await signed_in.get("/files/")).content.decode()


async def test_a_removed_file_is_hidden_and_nothing_is_sent_yet(signed_in, api, mine):
    api.kept_files["up-1"] = ChatFile("up-1", status=FileStatus.READY)
    assert (await signed_in.post(f"/files/{mine.id}/delete/")).status_code == 302
    page = (await signed_in.get("/files/")).content.decode()
    assert "plan.txt removed." in page
    assert "plan.txt</a>" not in page
    assert "plan.txt" not in (await signed_in.get("/files/status/", headers=HTMX)).content.decode()
    assert (await signed_in.get(f"/files/{mine.id}/content/")).status_code == 404
    assert "up-1" in api.kept_files


async def test_a_removed_file_comes_back(signed_in, api, mine):
    api.kept_files["up-1"] = ChatFile("up-1", status=FileStatus.READY)
    await signed_in.post(f"/files/{mine.id}/delete/", headers=HTMX)
    response = await signed_in.post("/chats/undo/", headers=HTMX)
    assert "files-changed" in response["HX-Trigger"]
    assert "plan.txt" in (await signed_in.get("/files/")).content.decode()


async def test_a_removed_file_cannot_be_sent(signed_in, api, mine):
    await AttachedFile.objects.aupdate(status="ready")
    await signed_in.post(f"/files/{mine.id}/delete/")
    response = await signed_in.post("/messages/", {"prompt": "And this?", "send_key": "k", "files": str(mine.id)})
    assert response.status_code == 422


async def test_removing_a_file_twice_is_removing_it(signed_in, api, mine):
    for _ in range(2):
        page = (await signed_in.post(f"/files/{mine.id}/delete/", headers=HTMX)).content.decode()
        assert "plan.txt removed." in page


async def test_a_removed_file_leaves_panel_and_message_box(signed_in, api, mine):
    page = (await signed_in.post(f"/files/{mine.id}/delete/", headers=HTMX)).content.decode()
    assert f'hx-target="#file-{mine.id}" hx-swap="delete"' in page
    assert f'hx-target="#chip-{mine.id}" hx-swap="delete"' in page


async def test_a_download_is_something_to_save_and_never_a_page(signed_in, api, mine):
    response = await signed_in.get(f"/files/{mine.id}/content/")
    assert b"".join([chunk async for chunk in response.streaming_content]) == b"first second"
    assert response["Content-Disposition"] == 'attachment; filename="plan.txt"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


async def test_no_file_of_another_user_can_be_reached(signed_in, api, theirs):
    assert (await signed_in.get(f"/files/{theirs.id}/")).status_code == 404
    assert (await signed_in.get(f"/files/{theirs.id}/content/")).status_code == 404
    assert (await signed_in.post(f"/files/{theirs.id}/delete/")).status_code == 404
    assert (await signed_in.get(f"/files/{uuid4()}/content/")).status_code == 404
    assert "secret" not in (await signed_in.get("/files/")).content.decode()


async def test_a_full_chat_takes_no_more_files(signed_in, api, employee):
    for n in range(5):
        await AttachedFile.objects.acreate(user=employee, upstream_id=f"u{n}", name="a.txt", size=2000, status="ready")
    response = await signed_in.post("/files/", {"files": plan()}, headers=JSON)
    assert response.json()["refused"] == "A chat takes 5 files. Remove one to add another."
