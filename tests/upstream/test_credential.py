"""Who asks: each request takes the token that is good in this moment."""

import asyncio
from dataclasses import dataclass, field

import pytest

from tests.upstream.server import Said
from webchat.secret import Secret
from webchat.upstream.credential import bearer
from webchat.upstream.errors import NotConnected, TokenRefused
from webchat.upstream.http import Request


@dataclass
class Tokens:
    """Gives these tokens, one after the other whenever one is refused."""

    left: list[str]
    refused: list[object] = field(default_factory=list)

    async def headers(self):
        if not self.left:
            raise NotConnected
        return bearer(Secret(self.left[0]))

    async def renew(self, refused):
        self.refused.append(refused)
        self.left.pop(0)
        return bool(self.left)


def request(server, tokens, **options):
    return Request(method="POST", url=f"{server.url}/somewhere", credential=tokens, **options)


def tokens_of(server):
    return [asked.headers["authorization"] for asked in server.asked]


async def test_each_request_asks_for_the_token_anew(http, server):
    tokens = Tokens(["first", "second"])
    server.says(Said(b"{}"))
    await http.fetch(request(server, tokens))
    tokens.left.pop(0)
    await http.fetch(request(server, tokens))
    assert tokens_of(server) == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize("way", ["fetch", "stream"])
async def test_a_refused_token_is_renewed_and_the_request_sent_once_more(http, server, way):
    tokens = Tokens(["old", "new"])
    server.says(Said(status=401), Said(b"all"))
    if way == "fetch":
        assert await http.fetch(request(server, tokens, body=b"{}")) == b"all"
    else:
        async with http.stream(request(server, tokens, body=b"{}")) as answer:
            assert await answer.read() == b"all"
    assert tokens_of(server) == ["Bearer old", "Bearer new"]
    assert tokens.refused == [{"Authorization": Secret("Bearer old")}]
    assert [asked.body for asked in server.asked] == [b"{}", b"{}"]


async def test_a_second_refusal_is_one(http, server):
    server.says(Said(status=401))
    with pytest.raises(TokenRefused):
        await http.fetch(request(server, Tokens(["old", "new", "newer"])))
    assert len(server.asked) == 2


async def test_without_another_token_nothing_is_asked_again(http, server):
    server.says(Said(status=401))
    with pytest.raises(TokenRefused):
        await http.fetch(request(server, Tokens(["only"])))
    assert len(server.asked) == 1


async def test_without_a_token_nothing_is_asked_at_all(http, server):
    with pytest.raises(NotConnected):
        await http.fetch(request(server, Tokens([]), repeatable=True))
    assert server.asked == []


async def test_an_upload_cannot_be_read_twice(http, server):
    async def body():
        yield b"part"
        await asyncio.sleep(0)

    server.says(Said(status=401))
    with pytest.raises(TokenRefused):
        await http.fetch(request(server, Tokens(["old", "new"]), body=body()))
    assert len(server.asked) == 1


async def test_neither_a_request_nor_an_error_shows_the_token(http, server):
    server.says(Said(status=401, body=b"Invalid Secret"))
    asked = request(server, Tokens(["s3cr3t"]))
    with pytest.raises(TokenRefused) as caught:
        await http.fetch(asked)
    assert "s3cr3t" not in f"{asked!r} {caught.value!r} {caught.value.detail}"
