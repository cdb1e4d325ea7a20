import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from webchat.forms.files import UploadForm
from webchat.upstream.protocol import FileLimits

LIMITS = FileLimits(count=2, smallest=4, largest=8, extensions=frozenset({".txt"}))


def uploaded(*files, attached=0):
    named = [SimpleUploadedFile(name, content) for name, content in files]
    return UploadForm({}, MultiValueDict({"files": named}), limits=LIMITS, attached=attached)


def test_a_file_within_the_limits_is_taken():
    form = uploaded(("plan.TXT", b"12345"))
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["files"]] == ["plan.TXT"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.exe", b"12345", "Type not supported."),
        ("plan", b"12345", "Type not supported."),
        ("plan.txt", b"1", "Nothing to read."),
        ("plan.txt", b"123456789", "Too large."),
    ],
)
def test_a_file_outside_the_limits_is_refused_with_its_reason(name, content, reason):
    form = uploaded((name, content))
    assert not form.is_valid()
    assert form.refused[0][1].startswith(reason)


def test_the_good_ones_go_on_without_the_bad():
    form = uploaded(("a.txt", b"12345"), ("b.exe", b"12345"))
    assert form.is_valid()
    assert [name for name, _ in form.refused] == ["b.exe"]


def test_a_chat_that_is_full_takes_no_more():
    form = uploaded(("a.txt", b"12345"), ("b.txt", b"12345"), attached=1)
    assert form.is_valid()
    assert form.refused == [("b.txt", "A chat takes 2 files. Remove one to add another.")]


def test_no_file_at_all_is_told():
    assert uploaded().non_field_errors() == ["Choose a file first."]
