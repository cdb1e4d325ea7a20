"""Nothing larger than allowed reaches Django, whatever the request says about itself."""

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest

from tests.conftest import serving
from webchat.body_limit import BodyLimit

LIMIT = 100_000  # bytes


class Reader:
    """Reads the whole body before it answers, as Django does, and keeps what it read."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        self.asked += 1
        body, more = b"", True
        while more:
            event = await receive()
            if event["type"] == "http.disconnect":
                return
            body, more = body + event["body"], event["more_body"]
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def url(reader: Reader) -> Iterator[str]:
    limits = {"/files/": 10 * LIMIT}
    with serving(BodyLimit(reader, lambda _method, path: limits.get(path, LIMIT)), lifespan="off") as url:
        yield url


async def chunks(total: int) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(total // 1000):
        yield b"x" * 1000


async def post(url: str, content: Any, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, content=content, headers=headers)


async def test_a_body_within_the_limit_arrives_whole(url: str, reader: Reader):
    assert (await post(url, b"x" * LIMIT)).status_code == 204
    assert (await post(url, chunks(LIMIT))).status_code == 204
    assert [len(body) for body in reader.bodies] == [LIMIT, LIMIT]


async def test_a_body_that_says_it_is_too_long_is_refused(url: str, reader: Reader):
    response = await post(url, b"x" * (LIMIT + 1))
    assert (response.status_code, response.text) == (413, "This is more than can be sent at once.\n")
    assert reader.asked == 0


async def test_a_body_that_turns_out_too_long_is_refused(url: str, reader: Reader):
    assert (await post(url, chunks(LIMIT + 1000))).status_code == 413
    assert reader.bodies == []


async def test_each_path_has_its_own_limit(url: str):
    assert (await post(f"{url}/files/", b"x" * (LIMIT + 1))).status_code == 204
    assert (await post(f"{url}/messages/", b"x" * (LIMIT + 1))).status_code == 413


async def test_a_length_that_is_no_number_does_not_get_past(reader: Reader):
    last = {"type": "http.request", "body": b"x" * (LIMIT + 1), "more_body": False}
    assert await refusal(reader, [last], length=b"-1") == 413


async def test_an_endless_body_is_not_read_for_ever(reader: Reader):
    assert await refusal(reader, cycle([{"type": "http.request", "body": b"x" * 1000, "more_body": True}])) == 413


async def test_a_client_that_goes_while_it_is_refused_is_let_go(reader: Reader):
    first = {"type": "http.request", "body": b"x" * (LIMIT + 1), "more_body": True}
    assert await refusal(reader, [first, {"type": "http.disconnect"}]) == 413


async def refusal(reader: Reader, events: Iterable[Any], length: bytes = b"") -> int:
    """The status of the answer to a request of these events; asking for one more fails, where a server would wait."""
    coming = iter(events)
    sent: list[Any] = []

    async def receive() -> Any:
        return next(coming)

    async def send(event: Any) -> None:
        sent.append(event)

    scope: Any = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", length)]}
    await BodyLimit(reader, lambda _method, _path: LIMIT)(scope, receive, send)
    status: int = sent[0]["status"]
    return status
