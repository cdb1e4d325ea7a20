import httpx
import pytest

from webchat.upstream.errors import BadResponse, Interrupted, Rejected, TimedOut, Unreachable, UpstreamError
from webchat.upstream.http import BEFORE_THE_ANSWER, WITHIN_THE_ANSWER, upstream_errors


def with_subclasses(kind):
    return [kind, *(found for child in kind.__subclasses__() for found in with_subclasses(child))]


@pytest.mark.parametrize("table", [BEFORE_THE_ANSWER, WITHIN_THE_ANSWER], ids=["before", "within"])
@pytest.mark.parametrize("kind", [*with_subclasses(httpx.RequestError), httpx.InvalidURL])
def test_every_error_of_httpx_becomes_one_of_ours(kind, table):
    with pytest.raises(UpstreamError) as caught, upstream_errors(table):
        raise kind("words")
    assert type(caught.value) is not UpstreamError


@pytest.mark.parametrize(
    ("kind", "before", "within"),
    [
        (httpx.ConnectError, Unreachable, Interrupted),
        (httpx.ConnectTimeout, Unreachable, Unreachable),
        (httpx.ReadTimeout, TimedOut, TimedOut),
        (httpx.ReadError, Unreachable, Interrupted),
        (httpx.RemoteProtocolError, Unreachable, Interrupted),
        (httpx.LocalProtocolError, Rejected, Rejected),
        (httpx.DecodingError, BadResponse, BadResponse),
        (httpx.UnsupportedProtocol, Unreachable, Interrupted),
    ],
)
def test_a_lost_connection_means_something_else_within_an_answer(kind, before, within):
    for table, ours in ((BEFORE_THE_ANSWER, before), (WITHIN_THE_ANSWER, within)):
        with pytest.raises(ours), upstream_errors(table):
            raise kind("words")


def test_an_error_that_is_not_of_httpx_passes():
    with pytest.raises(ZeroDivisionError), upstream_errors(BEFORE_THE_ANSWER):
        raise ZeroDivisionError
