"""Files: who may send one, under which name, how large, and how it comes back."""

import os
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers import asgi as django_asgi
from django.test import AsyncClient

from tests.hostile.attacks import NEW
from tests.hostile.conftest import Owned
from tests.hostile.test_leaks import Visitor, site
from webchat import asgi, headers
from webchat.models import AttachedFile, User
from webchat.sandbox import extract

__all__ = ["site"]
ERIN = "erin@example.com"
MEGABYTE = 1024 * 1024

NAMES = [
    "../../etc/passwd.txt", "..\\..\\windows\\win.txt", "/etc/passwd.txt", "C:\\x.txt", "%2e%2e%2fx.txt", "....//x.txt",
    "a\r\nSet-Cookie: x=y.txt", 'a"; filename="b.html.txt', "a;b.txt", "a'b.txt", "\u202etxt.exe.txt",
    "\u2066x\u2069.txt",
    "فاتورة.txt", "שלום.txt", "مرحبا" * 40 + ".txt", "x" * 5000 + ".txt", " .txt", "..txt", "CON.txt", "aux.txt",
    "a\x00b.txt",
    "a\u2028b.txt", "<script>planted=1</script>.txt", "{{7*7}}.txt", "a.html.txt", "🏳️‍🌈.txt", "\ufeffa.txt",
    "a\u200bb.txt", "~.txt", "-rf.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_a_name_and_nothing_else(owned: Owned, everybody: dict[str, AsyncClient], name: str):
    await AttachedFile.objects.all().adelete()
    file = SimpleUploadedFile("x.txt", b"x" * 2000)
    file._name = name  # as it came, not as Django's own class would have it
    answer = await everybody["owner"].post("/files/", {"files": file}, headers={"Accept": "application/json"})
    assert answer.status_code in {200, 400, 422}
    async for kept in AttachedFile.objects.all():
        assert not re.search(r"[/\\\x00-\x1f]", kept.name)
        assert len(kept.name) <= 255
        disposition = (await everybody["owner"].get(f"/files/{kept.id}/content/"))["Content-Disposition"]
        assert re.fullmatch(r"attachment; filename(?:=\"(?:[^\"\\]|\\.)*\"|\*=utf-8''[\w.~%!#$&+^`|-]+)", disposition)


@pytest.mark.parametrize("attack", NEW[::12])
async def test_a_chat_is_exported_under_a_name_that_is_one(
    owned: Owned, everybody: dict[str, AsyncClient], attack: str
):
    client = owned.clients[ERIN]
    object.__setattr__(client.saved["c1"], "title", attack)
    for kind in ("markdown", "html", "json"):
        answer = await everybody["owner"].get(f"/chats/c1/export/?format={kind}")
        assert re.match(r"attachment; filename\*?=", answer["Content-Disposition"])
        assert not re.search(r"[\r\n/\\]|%2F|%5C|\.\.", answer["Content-Disposition"].replace('\\"', ""))
        assert answer["Content-Security-Policy"] == headers.NO_RIGHTS


async def test_what_is_in_a_file_is_never_a_page(owned: Owned, everybody: dict[str, AsyncClient]):
    answer = await everybody["owner"].get(f"/files/{owned.file_id}/content/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == headers.NO_RIGHTS
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", ["html", "htm", "svg", "xml", "xhtml", "js", "mjs", "exe", "swf", "hta", "svgz", ""])
async def test_a_type_that_the_chat_api_does_not_read_never_leaves(
    owned: Owned, everybody: dict[str, AsyncClient], kind: str
):
    allowed = owned.clients[ERIN].capabilities.files
    assert allowed is not None
    file = SimpleUploadedFile(f"x.{kind}", b"x" * 2000, "text/plain")
    answer = await everybody["owner"].post("/files/", {"files": file}, headers={"Accept": "application/json"})
    assert (answer.status_code == 200) == (f".{kind}" in allowed.extensions)


# --- before it is written to disk ---------------------------------------------------------------------------------


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bytes of each body that Django takes in, from which it makes a file."""
    sizes: list[int] = []
    read_body = django_asgi.ASGIHandler.read_body

    async def counted(self: Any, receive: Any) -> Any:
        body = await read_body(self, receive)
        body.seek(0, os.SEEK_END)
        sizes.append(body.tell())
        body.seek(0)
        return body

    monkeypatch.setattr(django_asgi.ASGIHandler, "read_body", counted)
    return sizes


PART = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
FORM = {"Content-Type": "multipart/form-data; boundary=B"}


async def pieces(megabytes: int) -> AsyncIterator[bytes]:
    yield PART
    for _ in range(megabytes):
        yield b"x" * MEGABYTE
    yield b"\r\n--B--\r\n"


async def upload(url: str, megabytes: int, **more: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        return await client.post(f"{url}/files/", content=pieces(megabytes), headers=FORM | more)


@pytest.mark.parametrize("cookie", ["", "session=", "session=" + "a" * 32, "session=../../x"])
async def test_nothing_is_written_for_whoever_is_not_signed_in(asgi_server: str, written: list[int], cookie: str):
    answer = await upload(asgi_server, 8, Cookie=cookie)
    assert answer.status_code in {302, 401, 403}
    assert sum(written) == 0


async def test_nothing_is_written_for_a_page_of_another_site(
    asgi_server: str, written: list[int], everybody: dict[str, AsyncClient]
):
    cookie = f"session={everybody['owner'].cookies['session'].value}"
    answer = await upload(asgi_server, 8, Cookie=cookie, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert sum(written) == 0
    assert (await upload(asgi_server, 1, Cookie=cookie)).status_code == 403  # without a token
    assert sum(written) > MEGABYTE, "or the test above proves nothing"


@pytest.mark.parametrize("path", ["/messages/", "/account/sign-in/", "/drafts/", "/chats/c1/title/", "/files/status/"])
async def test_a_large_body_is_taken_where_files_are_and_nowhere_else(asgi_server: str, written: list[int], path: str):
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        answer = await client.post(f"{asgi_server}{path}", content=pieces(3), headers=FORM)
    assert answer.status_code == 413
    assert sum(written) == 0
    assert asgi.FORM < 3 * MEGABYTE


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
async def test_a_large_body_is_taken_with_a_form_and_with_nothing_else(
    asgi_server: str, written: list[int], method: str
):
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        answer = await client.request(method, f"{asgi_server}/files/", content=pieces(3), headers=FORM)
    assert answer.status_code == 413
    assert sum(written) == 0


def test_a_large_file_takes_no_memory_of_its_size(site: str, employee: User, tmp_path: Path):
    """The whole process: application, chat API and browser; each alone would have doubled it."""
    path = tmp_path / "large.txt"  # uploaded under a name that the sandbox does not care to read
    path.write_bytes(b"harbour\n" * (60 * MEGABYTE // 8))
    erin = Visitor(site, employee.email)
    before = peak()
    with path.open("rb") as file:
        answer = erin.post(
            "/files/", files={"files": ("AV_SCAN_FAILED.txt", file)}, headers={"Accept": "application/json"}
        )
    erin.client.close()
    assert answer.json() == {"refused": ""}
    assert peak() - before < 48 * MEGABYTE


def peak() -> int:
    """The most bytes this process ever had in memory."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def test_an_upload_that_is_broken_off_leaves_nothing(asgi_server: str, everybody: Any, written: list[int]):
    cookie = f"session={everybody['owner'].cookies['session'].value}"

    def half() -> Iterator[bytes]:
        yield PART + b"x" * MEGABYTE
        raise ConnectionAbortedError

    with httpx.Client(trust_env=False) as client:
        with pytest.raises(ConnectionAbortedError):
            client.post(f"{asgi_server}/files/", content=half(), headers=FORM | {"Cookie": cookie})
        assert client.get(f"{asgi_server}/healthz").status_code == 200
    assert AttachedFile.objects.count() == 0
    assert sum(written) == 0


# --- what the sandbox unpacks -------------------------------------------------------------------------------------


ENTITIES = """<!DOCTYPE w:document [<!ENTITY b "bbbb">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * (200 * MEGABYTE),
        b"<a>" * 1_000_000,
        ENTITIES.encode(),
        ENTITIES.encode("utf-16"),
        b"<a/>",
        b"",
    ],
    ids=["grows a thousandfold", "nested", "entities", "entities in UTF-16", "another document", "empty"],
)
def test_an_archive_that_is_a_trap_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "FILE_1"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    with pytest.raises(extract.Unreadable):
        extract.read(path, ".docx")
