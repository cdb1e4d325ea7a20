"""webchat.sandbox.extract."""

import codecs
import zipfile
from pathlib import Path

import pytest

from tests.sandbox.extract.documents import docx, pdf
from webchat.sandbox import extract
from webchat.sandbox.extract import Reading, Unreadable
from webchat.sandbox.extract import docx as docx_reader
from webchat.sandbox.extract import reading as limits
from webchat.sandbox.markdown import plain


def read(tmp_path: Path, name: str, content: bytes | str) -> Reading:
    path = tmp_path / "FILE_1"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return extract.read(path, Path(name).suffix)


def text(reading: Reading) -> str:
    return "\n\n".join(sheet.text for sheet in reading.sheets)


# --- text --------------------------------------------------------------------------------------------------------


def test_plain_text_is_no_markdown(tmp_path: Path) -> None:
    words = "a * b, <b>, [x](y) and _z_"
    assert plain(text(read(tmp_path, "a.txt", words))) == words


def test_markdown_stays_markdown(tmp_path: Path) -> None:
    assert text(read(tmp_path, "a.md", "# One\n\n*two*")) == "# One\n\n*two*"


@pytest.mark.parametrize(
    "content",
    [
        "Größe".encode(),
        codecs.BOM_UTF8 + "Größe".encode(),
        "Größe".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Größe".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Größe".encode("utf-16-be"),
    ],
)
def test_the_usual_encodings_are_known(tmp_path: Path, content: bytes) -> None:
    assert text(read(tmp_path, "a.txt", content)) == "Größe"


@pytest.mark.parametrize("content", [b"a\0b", b"\x81\x8d\x8f"])
def test_bytes_that_are_no_text_are_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, "a.txt", content)


def test_a_long_file_is_read_in_part_and_never_in_half_a_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 5)
    reading = read(tmp_path, "a.txt", "ööö")
    assert (text(reading), reading.complete) == ("öö", False)


def test_code_is_a_code_block_in_its_language(tmp_path: Path) -> None:
    assert text(read(tmp_path, "a.py", "x = 1\n\ny = 2\n")) == "````py\nx = 1\n\ny = 2\n````"


def test_a_table_has_its_head_over_every_twenty_rows(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.csv", "ship,length\n" + "Alma,84\n" * 30)
    first, second = reading.sheets
    assert first.text.startswith("| ship | length |\n| --- | --- |\n| Alma | 84 |")
    assert (first.text.count("Alma"), second.text.count("Alma")) == (20, 10)
    assert second.text.startswith("| ship | length |")


def test_semicolons_tabs_and_quoted_line_ends_are_tables_too(tmp_path: Path) -> None:
    assert "| a | b c |" in text(read(tmp_path, "a.csv", 'ship;note\na;"b\nc"\n'))
    assert "| a | b |" in text(read(tmp_path, "a.tsv", "ship\tnote\na\tb\n"))


def test_json_is_a_list_of_paths_and_values(tmp_path: Path) -> None:
    lines = text(read(tmp_path, "a.json", '{"ships": [{"name": "Alma", "free": true}], "port": null}')).splitlines()
    assert [plain(line) for line in lines] == ["ships[0].name: Alma", "ships[0].free: True", "port: None"]


@pytest.mark.parametrize("content", ["{", "", "[" * 100_000])
def test_broken_json_is_unreadable(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, "a.json", content)


# --- documents ---------------------------------------------------------------------------------------------------


def test_html_is_read_without_its_scripts(tmp_path: Path) -> None:
    page = "<head><title>T</title><style>p{}</style></head><h2>Berths</h2><p>Four <b>are</b>\nfree &amp; clean.</p>"
    reading = read(tmp_path, "a.html", page + "<script>alert(1)</script><ul><li>one<li>two</ul>tail")
    assert [line for line in text(reading).splitlines() if line] == [
        "## Berths",
        "Four are free & clean.",
        "- one",
        "- two",
        "tail",
    ]


def test_a_word_document_has_headings_lists_and_tables(tmp_path: Path) -> None:
    assert text(read(tmp_path, "a.docx", docx())) == (
        "# Berths\n\nFour are free.\n\n- an item\n\n| Berth | State |\n| --- | --- |\n| 4 | closed |"
    )


def test_a_word_document_that_would_grow_without_end_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docx_reader, "_MOST_BYTES", 100)
    with pytest.raises(Unreadable, match="more than"):
        read(tmp_path, "a.docx", docx())


def test_a_word_document_with_entities_of_its_own_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="DTD"):
        read(tmp_path, "a.docx", docx(body=b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'))


@pytest.mark.parametrize("member", ["word/other.xml", "mimetype"])
def test_another_archive_is_no_word_document(tmp_path: Path, member: str) -> None:
    path = tmp_path / "other"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(Unreadable):
        read(tmp_path, "a.docx", path.read_bytes())


def test_a_pdf_has_pages(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.pdf", pdf("The first page.", "The second page."))
    assert [(sheet.page, sheet.text) for sheet in reading.sheets] == [(1, "The first page."), (2, "The second page.")]
    assert reading.complete


def test_a_pdf_with_too_much_text_is_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webchat.sandbox.extract.pdf.MOST_CHARACTERS", 10)
    reading = read(tmp_path, "a.pdf", pdf("The first page.", "The second page."))
    assert (len(reading.sheets), reading.complete) == (1, False)


def test_a_pdf_of_pictures_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "a.pdf", pdf("")).is_empty


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", pdf("text")[:200], b"%PDF-1.7\n" + b"1 0 obj <<" * 1000])
def test_a_broken_pdf_is_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, "a.pdf", content)
