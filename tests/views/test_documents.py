"""The files panel where files belong to no chat, but to their user."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.fakes import LIBRARY, Library, saved_chat
from webchat import context
from webchat.deletions import sending, store
from webchat.models import Action, AttachedFile, AuditEvent, Deletion
from webchat.models.files import OF_ALL_CHATS
from webchat.upstream.errors import TooLarge, Unreachable
from webchat.upstream.types.prompts import Mode
from webchat.upstream.types.saved import ChatFile, FileStatus

HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def plan(name="plan.txt", size=2000):
    return SimpleUploadedFile(name, b"x" * size, "text/plain")


def document(file_id, name="", minutes=0, **fields):
    fields = {"status": FileStatus.READY, "size": 7, **fields}
    return ChatFile(file_id, name or f"{file_id}.txt", uploaded=NOON + timedelta(minutes=minutes), **fields)


@pytest.fixture
def upstream(monkeypatch):
    library = Library(saved={"c1": saved_chat("c1")})
    monkeypatch.setattr(context.connection, "capabilities", lambda: library.capabilities)
    return library


async def panel_of(browser, address="/files/?chat=c1"):
    response = await browser.get(address, headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def names(page):
    return re.findall(r"content/\" download dir=\"auto\">([^<]+)<", page.partition('id="file-list"')[2])


# --- what there is ------------------------------------------------------------------------------------------------


async def test_the_panel_lists_all_documents_wherever_they_were_uploaded_the_latest_first(signed_in, api):
    there = (document("old"), document("new", minutes=5), document("mid", minutes=1))
    api.kept_files = {each.id: each for each in there}
    for address in ("/files/", "/files/?chat=c1"):
        assert names(await panel_of(signed_in, address)) == ["new.txt", "mid.txt", "old.txt"]
    assert await AttachedFile.objects.acount() == 3


async def test_a_document_keeps_its_id_of_ours_and_what_has_changed_upstream_is_shown(signed_in, api):
    api.kept_files = {"d1": document("d1", status=FileStatus.PROCESSING)}
    await panel_of(signed_in)
    known = await AttachedFile.objects.aget()
    api.kept_files["d1"] = document("d1", "renamed.txt", status=FileStatus.FAILED, failure="odd")
    page = await panel_of(signed_in)
    assert names(page) == ["renamed.txt"]
    assert "Could not be read" in page
    assert (await AttachedFile.objects.aget()).id == known.id


async def test_a_document_that_was_deleted_elsewhere_is_gone(signed_in, api):
    api.kept_files = {"d1": document("d1"), "d2": document("d2")}
    await panel_of(signed_in)
    del api.kept_files["d1"]
    assert names(await panel_of(signed_in)) == ["d2.txt"]
    assert await AttachedFile.objects.acount() == 1


async def test_what_comes_in_meanwhile_is_not_taken_for_deleted(signed_in, api, employee, monkeypatch):
    async def all_files():
        await AttachedFile.objects.acreate(user=employee, upstream_id="d9", chat_id=OF_ALL_CHATS, name="9.txt", size=9)
        return ()

    monkeypatch.setattr(api, "all_files", all_files)
    await panel_of(signed_in)
    assert await AttachedFile.objects.aexists()


async def test_two_who_look_at_once_do_not_make_two_of_one(employee, api):
    row = {"user": employee, "upstream_id": "d1", "chat_id": OF_ALL_CHATS, "name": "1.txt", "size": 1}
    for _ in range(2):
        await AttachedFile.objects.abulk_create([AttachedFile(**row)], ignore_conflicts=True)
    assert await AttachedFile.objects.acount() == 1


async def test_each_user_has_a_row_of_their_own(signed_in, api, stranger):
    for each in ("d1", "d9"):
        await AttachedFile.objects.acreate(user=stranger, upstream_id=each, chat_id=OF_ALL_CHATS, name="theirs", size=9)
    api.kept_files = {"d1": document("d1")}
    assert names(await panel_of(signed_in)) == ["d1.txt"]
    assert [file.name async for file in AttachedFile.objects.filter(user=stranger)] == ["theirs", "theirs"]


async def test_of_a_document_the_upstream_may_say_very_little(signed_in, api):
    api.kept_files = {"d1": ChatFile("d1", status=FileStatus.READY)}
    page = await panel_of(signed_in)
    assert names(page) == ["Untitled"]
    assert "0\xa0bytes" not in page


async def test_a_list_that_cannot_be_had_is_told_and_nothing_is_forgotten(signed_in, api):
    api.kept_files = {"d1": document("d1")}
    await panel_of(signed_in)
    api.list_error = Unreachable()
    response = await signed_in.get("/files/", headers=HTMX)
    assert response.status_code == Unreachable.status
    assert Unreachable.sentence in response.content.decode()
    assert await AttachedFile.objects.aexists()


# --- what is said -------------------------------------------------------------------------------------------------


async def test_the_panel_says_where_documents_are_used_and_what_is_taken(signed_in, api):
    page = await panel_of(signed_in)
    assert "Your documents</h2>" in page
    assert "Documents are used in every chat that works with documents." in page
    assert "Choose Documents or All as its answer mode." in page
    assert "<bdi>PDF, TXT</bdi>, up to 4.9\xa0KB each." in page
    assert 'accept=".pdf,.txt"' in page or 'accept=".txt,.pdf"' in page
    assert "Files in this chat" not in page
    assert "Up to 3 files" not in page


async def test_without_a_mode_for_documents_none_is_named(signed_in, api):
    api.capabilities = replace(LIBRARY, modes=(Mode.PLAIN,))
    assert "answer mode" not in await panel_of(signed_in)


async def test_no_document_pretends_to_go_along_with_a_message(signed_in, api):
    api.kept_files = {"d1": document("d1")}
    parts = await panel_of(signed_in), await panel_of(signed_in, "/files/status/")
    pages = [(await signed_in.get(address)).content.decode() for address in ("/", "/chats/c1/")]
    for page in (*parts, *pages):
        assert 'class="chip"' not in page
        assert 'name="files" value' not in page
    for page in pages:
        assert 'title="Add documents"' in page
        assert "Drop to add to your documents" in page
        assert "Attach" not in page.partition("<body")[2]


async def test_a_message_does_not_wait_for_a_document_and_takes_none_along(signed_in, api):
    api.kept_files = {"d1": document("d1", status=FileStatus.PROCESSING)}
    await panel_of(signed_in)
    row = await AttachedFile.objects.aget()
    refused = await signed_in.post("/messages/", {"prompt": "So?", "send_key": "k", "files": str(row.id)}, headers=HTMX)
    assert refused.status_code == 422
    response = await signed_in.post("/messages/", {"prompt": "So?", "send_key": "k"}, headers=HTMX)
    assert response.status_code == 200
    assert b"".join([piece async for piece in response])
    assert [prompt.file_ids for prompt in api.prompts] == [()]
    assert (await AttachedFile.objects.aget()).sent_with is None


async def test_a_document_that_is_still_read_is_asked_for_again(signed_in, api):
    api.kept_files = {"d1": document("d1", status=FileStatus.PROCESSING)}
    page = await panel_of(signed_in)
    assert 'hx-trigger="every 2s"' in page
    assert "Look again whether they are read" in page
    api.kept_files["d1"] = document("d1")
    page = await panel_of(signed_in, "/files/status/?chat=c1")
    assert "hx-trigger" not in page
    assert "Ready" in page


# --- adding -------------------------------------------------------------------------------------------------------


async def test_a_document_that_is_added_is_there_at_once(signed_in, api):
    response = await signed_in.post("/files/", {"files": plan(), "chat": "c1"}, follow=True)
    assert response.redirect_chain == [("/files/?chat=c1", 302)]
    assert names(response.content.decode()) == ["plan.txt"]
    row = await AttachedFile.objects.aget()
    assert (row.upstream_id, row.chat_id, row.size) == ("up-1", OF_ALL_CHATS, 2000)
    assert [each.object_id async for each in AuditEvent.objects.filter(action=Action.FILE_UPLOADED)] == [str(row.id)]


async def test_what_is_there_already_is_refused_in_words_and_the_others_are_taken(signed_in, api):
    api.kept_files = {"d1": document("d1", "first.txt", size=2000)}
    files = [plan("again.txt"), plan("odd.txt", 1), plan("huge.txt", 2), plan("new.txt", 3)]
    response = await signed_in.post("/files/", {"files": files[:3], "chat": ""})
    page = response.content.decode()
    assert "It was not added. It seems to be the same as first.txt." in page
    assert "The assistant did not take this file. It may be among your documents already." in page
    assert TooLarge.sentence in page
    assert "uq_document" not in page
    response = await signed_in.post("/files/", {"files": [plan("again.txt"), files[3]]})
    assert set(names(response.content.decode())) == {"first.txt", "new.txt"}


async def test_the_pages_script_is_told_that_a_document_is_there_already(signed_in, api):
    api.kept_files = {"d1": document("d1", "first.txt", size=2000)}
    response = await signed_in.post("/files/", {"files": plan()}, headers=JSON)
    assert response.status_code == 422
    assert response.json() == {"refused": "It was not added. It seems to be the same as first.txt."}
    assert not await AuditEvent.objects.aexists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (plan("plan.exe"), "Type not supported."),
        (plan(size=5001), "Too large."),
        (plan(size=0), "Nothing to read. A file needs at least 1\xa0byte."),
    ],
)
async def test_what_the_limits_exclude_never_leaves(signed_in, api, file, sentence):
    response = await signed_in.post("/files/", {"files": file}, headers=JSON)
    assert response.json()["refused"].startswith(sentence)
    assert api.kept_files == {}


async def test_there_may_be_any_number_of_documents_but_only_some_go_at_a_time(signed_in, api):
    api.kept_files = {f"d{n}": document(f"d{n}", size=10_000 + n) for n in range(9)}
    page = (await signed_in.post("/files/", {"files": [plan(f"{n}.txt", n + 1) for n in range(4)]})).content.decode()
    assert len(api.kept_files) == 9 + 3
    assert "3 files are taken at a time. Add this one now." in page


# --- deleting, bringing back, saving -----------------------------------------------------------------------------


@pytest.fixture
async def known(signed_in, api):
    api.kept_files = {"d1": document("d1", "plan.txt")}
    await panel_of(signed_in)
    return await AttachedFile.objects.aget()


async def test_a_deleted_document_is_hidden_at_once_and_comes_back(signed_in, api, known):
    page = (await signed_in.post(f"/files/{known.id}/delete/", {"chat": "c1"}, headers=HTMX)).content.decode()
    assert "plan.txt removed." in page
    assert names(await panel_of(signed_in)) == []
    assert (await signed_in.get(f"/files/{known.id}/content/")).status_code == 404
    assert "files-changed" in (await signed_in.post("/chats/undo/", headers=HTMX))["HX-Trigger"]
    assert names(await panel_of(signed_in)) == ["plan.txt"]


async def test_a_deleted_document_goes_when_the_time_to_undo_it_is_over(signed_in, api, known, monkeypatch):
    monkeypatch.setattr(sending, "client_for", lambda user: api)
    await signed_in.post(f"/files/{known.id}/delete/", headers=HTMX)
    await Deletion.objects.aupdate(due_at=NOON)
    for deletion in await store.claim(1):
        await sending.send(deletion)
    assert api.kept_files == {}
    assert names(await panel_of(signed_in)) == []
    assert not await AttachedFile.objects.aexists()


async def test_without_a_script_one_stays_in_the_panel_of_the_chat_one_came_from(signed_in, known):
    page = (await signed_in.get("/files/?chat=c1")).content.decode()
    row = page.partition(f'id="file-{known.id}"')[2].partition("</li>")[0]
    assert '<input type="hidden" name="chat" value="c1">' in row
    for fields, address in (({"chat": "c1"}, "/files/?chat=c1"), ({}, "/files/")):
        assert (await signed_in.post(f"/files/{known.id}/delete/", fields))["Location"] == address
    assert (await signed_in.post(f"/files/{known.id}/delete/", {"chat": "a/b"})).status_code == 404


async def test_a_document_leads_to_the_panel_and_can_be_saved(signed_in, known):
    assert (await signed_in.get(f"/files/{known.id}/"))["Location"] == "/files/"
    response = await signed_in.get(f"/files/{known.id}/content/")
    assert b"".join([chunk async for chunk in response.streaming_content]) == b"first second"
    assert response["Content-Disposition"] == 'attachment; filename="plan.txt"'


async def test_documents_stay_when_a_chat_goes(signed_in, api, known, employee, monkeypatch):
    monkeypatch.setattr(sending, "client_for", lambda user: api)
    await store.hide(employee, ["c1"])
    await Deletion.objects.aupdate(due_at=NOON)
    for deletion in await store.claim(1):
        await sending.send(deletion)
    assert names(await panel_of(signed_in)) == ["plan.txt"]
