import anyio
import pytest

from tests.upstream.server import Ending, Said
from webchat.upstream.errors import (
    BadResponse,
    Interrupted,
    NotFound,
    RateLimited,
    TimedOut,
    Unavailable,
    Unreachable,
    UpstreamError,
)
from webchat.upstream.http import Request


def get(server, **options):
    return Request(method="GET", url=f"{server.url}/somewhere", **options)


async def streamed(http, request):
    async with http.stream(request) as answer:
        return [chunk async for chunk in answer.chunks]


async def test_a_rate_limit_says_how_long_to_wait(http, server):
    server.says(Said(status=429, headers={"Retry-After": "12"}))
    with pytest.raises(RateLimited) as caught:
        await http.fetch(get(server))
    assert caught.value.retry_after == 12.0


# --- connections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://127.0.0.1:x/", "nonsense", "ftp://127.0.0.1/"])
async def test_an_address_where_nobody_is_cannot_be_reached(http, url):
    with pytest.raises(Unreachable):
        await http.fetch(Request(method="GET", url=url))


async def test_a_connection_that_cannot_be_made_is_tried_once_more(http, server, monkeypatch):
    connect, failures = anyio.connect_tcp, [OSError("no route"), None]

    async def flaky(*args, **options):
        if failure := failures.pop(0):
            raise failure
        return await connect(*args, **options)

    monkeypatch.setattr(anyio, "connect_tcp", flaky)
    server.says(Said([b"all"]))
    assert await streamed(http, get(server)) == [b"all"]
    assert len(server.asked) == 1


async def test_hanging_up_before_the_answer_is_unreachable(http, server):
    server.says(Said(ending=Ending.HUNG_UP))
    with pytest.raises(Unreachable):
        await streamed(http, get(server))


@pytest.mark.parametrize("body", [b"part", [b"part"]], ids=["length", "chunked"])
async def test_a_cut_answer_is_interrupted_and_what_came_is_kept(http, server, body):
    server.says(Said(body, ending=Ending.CUT))
    async with http.stream(get(server)) as answer:
        assert await anext(answer.chunks) == b"part"
        with pytest.raises(Interrupted):
            await anext(answer.chunks)


async def test_silence_times_out(http, server):
    server.says(Said([b"part"], ending=Ending.SILENCE))
    with pytest.raises(TimedOut):
        await streamed(http, get(server, silence=0.05))


async def test_a_redirect_is_not_followed(http, server):
    server.says(Said(status=302, headers={"Location": server.url}))
    with pytest.raises(BadResponse):
        await http.fetch(get(server))
    assert len(server.asked) == 1


async def test_no_cookie_of_one_answer_goes_with_the_next_request(http, server):
    server.says(Said(headers={"Set-Cookie": "who=ada; Path=/"}))
    await http.fetch(get(server))
    await http.fetch(get(server))
    assert "cookie" not in server.asked[1].headers


async def test_a_proxy_of_the_environment_is_not_asked(http, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.says(Said(b"direct"))
    assert await http.fetch(get(server)) == b"direct"


async def test_short_answers_share_a_connection(http, server):
    server.says(Said(b"whole"))
    assert [await http.fetch(get(server)) for _ in range(3)] == [b"whole"] * 3
    assert server.connections == 1


async def test_every_stream_has_a_connection_of_its_own(http, server):
    server.says(Said([b"a", b"b"]))
    async with http.stream(get(server)), http.stream(get(server)) as second:
        assert await second.read() == b"ab"
    assert server.connections == 2


async def test_leaving_a_stream_closes_its_connection(http, server):
    server.says(Said([b"first"], ending=Ending.SILENCE))
    async with http.stream(get(server)) as answer:
        assert await anext(answer.chunks) == b"first"
    await server.left.wait()


async def test_a_chunk_arrives_before_the_next_is_sent(http, server):
    server.says(Said([b"first"], ending=Ending.SILENCE))
    async with http.stream(get(server)) as answer:
        assert await anext(answer.chunks) == b"first"
        assert not server.left.is_set()


async def test_an_answer_without_end_is_not_kept_in_memory(http, server):
    server.says(Said([b"123456", b"123456"]))
    with pytest.raises(BadResponse):
        await http.fetch(get(server, longest=10))


async def test_an_error_whose_body_breaks_off_keeps_its_status(http, server):
    server.says(Said(b"no such th", status=404, ending=Ending.CUT))
    with pytest.raises(NotFound) as caught:
        await http.fetch(get(server))
    assert caught.value.detail == "404 no such th"


# --- asking again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [Said(ending=Ending.HUNG_UP), Said(status=503), Said(b"ha", ending=Ending.CUT)])
async def test_a_repeatable_request_is_tried_a_second_time(http, server, first):
    server.says(first, Said(b"whole"))
    assert await http.fetch(get(server, repeatable=True)) == b"whole"


async def test_a_repeatable_request_is_not_tried_a_third_time(http, server):
    server.says(Said(status=503))
    with pytest.raises(Unavailable):
        await http.fetch(get(server, repeatable=True))
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 429])
async def test_a_refusal_is_not_asked_again(http, server, status):
    server.says(Said(status=status))
    with pytest.raises(UpstreamError):
        await http.fetch(get(server, repeatable=True))
    assert len(server.asked) == 1


async def test_any_other_request_is_sent_once(http, server):
    server.says(Said(ending=Ending.HUNG_UP))
    with pytest.raises(Unreachable):
        await http.fetch(get(server))
    assert len(server.asked) == 1


async def test_a_stream_is_asked_again_only_before_its_first_byte(http, server):
    server.says(Said(status=503), Said([b"part"], ending=Ending.CUT))
    with pytest.raises(Interrupted):
        await streamed(http, get(server, repeatable=True))
    assert len(server.asked) == 2
