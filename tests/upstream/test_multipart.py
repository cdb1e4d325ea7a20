from email import message_from_bytes

import pytest

from webchat.upstream.multipart import Multipart
from webchat.upstream.types.saved import Upload


async def chunks(*pieces):
    for piece in pieces:
        yield piece


def upload(*pieces, name="a.txt", content_type="text/plain", size=None):
    return Upload(name, content_type, chunks(*pieces), size)


async def written(multipart):
    return b"".join([chunk async for chunk in multipart])


async def parts(multipart):
    head = f"Content-Type: {multipart.headers['Content-Type']}\r\n\r\n".encode()
    return message_from_bytes(head + await written(multipart)).get_payload()


async def test_every_upload_is_a_part_of_that_name():
    first, second = await parts(Multipart([upload(b"on", b"e"), upload(b"two", name="b.txt")], "files"))
    assert first["Content-Disposition"] == 'form-data; name="files"; filename="a.txt"'
    assert (first.get_payload(), second.get_payload()) == ("one", "two")
    assert second.get_filename() == "b.txt"


async def test_the_length_is_told_when_every_size_is_known():
    multipart = Multipart([upload(b"one", size=3), upload(b"\xc3\xa4", name="\xe4.txt", size=2)], "files")
    assert multipart.headers["Content-Length"] == str(len(await written(multipart)))


def test_one_unknown_size_is_enough_for_no_length():
    assert "Content-Length" not in Multipart([upload(b"one", size=3), upload(b"two")], "files").headers


@pytest.mark.parametrize("name", ['a"; name="other', "a\r\nX-Evil: yes", "a\nb", "\ud800"])
async def test_a_name_cannot_get_out_of_its_quotes(name):
    head = (await written(Multipart([upload(b"one", name=name)], "files", "b"))).split(b"\r\n\r\n")[0]
    assert len(head.split(b"\r\n")) == 3
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert head.count(b'"') == 4


@pytest.mark.parametrize("content_type", ["", "text", "text/plain\r\nX-Evil: yes", "text/plain; charset=utf-8"])
async def test_a_content_type_that_is_none_is_just_bytes(content_type):
    [part] = await parts(Multipart([upload(b"one", content_type=content_type)], "files"))
    assert part.get_content_type() == "application/octet-stream"


async def test_nothing_is_read_before_it_is_sent():
    read = []

    async def watched():
        for number in (1, 2):
            read.append(number)
            yield b"%d" % number

    body = aiter(Multipart([Upload("a.txt", "text/plain", watched())], "files"))
    await anext(body)
    assert read == []
    assert [await anext(body), read] == [b"1", [1]]
    await body.aclose()


def test_two_bodies_have_two_boundaries():
    assert Multipart([], "files").boundary != Multipart([], "files").boundary
