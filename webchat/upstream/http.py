"""The only file that knows httpx: one client, what its errors mean, time-outs.

Requests go straight to httpx's transports, over HTTP/1.1. Its AsyncClient would keep the cookies of one user's answer
for another user's request, follow redirects and an environment's proxies if told to, and cost more.
"""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import h11
import httpx

from webchat.secret import Secret
from webchat.upstream.credential import Credential, Headers
from webchat.upstream.errors import (
    BadResponse,
    Interrupted,
    Rejected,
    TimedOut,
    TokenRefused,
    Unavailable,
    Unreachable,
    UpstreamError,
)
from webchat.upstream.refusals import Refusal, error_for

CONNECT_TIMEOUT = 10.0  # seconds
WRITE_TIMEOUT = 30.0
CALL_SILENCE = 30.0
POOL = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4.0)  # servers: often 5 s
ALONE = httpx.Limits(max_connections=1, max_keepalive_connections=0)

LONGEST_ANSWER = 64 * 1024 * 1024  # bytes of an answer that is read whole
LONGEST_REFUSAL = 64 * 1024  # bytes read of an error's body

ErrorTable = Mapping[type[Exception], type[UpstreamError]]

BEFORE_THE_ANSWER: ErrorTable = {
    httpx.RequestError: Unreachable,
    httpx.InvalidURL: Unreachable,
    httpx.TimeoutException: TimedOut,
    httpx.ConnectTimeout: Unreachable,
    httpx.LocalProtocolError: Rejected,
    h11.LocalProtocolError: Rejected,  # httpx lets it pass while it sends a body
    httpx.DecodingError: BadResponse,
    httpx.TooManyRedirects: BadResponse,
}
WITHIN_THE_ANSWER: ErrorTable = {**BEFORE_THE_ANSWER, httpx.RequestError: Interrupted}


@contextmanager
def upstream_errors(table: ErrorTable) -> Iterator[None]:
    """Lifts what httpx raises into our tree, by the most specific class in the table."""
    try:
        yield
    except tuple(table) as error:
        ours = next(table[kind] for kind in type(error).__mro__ if kind in table)
        raise ours(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of a chat API."""

    method: str
    url: str
    headers: Headers = field(default_factory=dict, repr=False)
    credential: Credential | None = None
    params: Mapping[str, str] | None = None
    body: bytes | AsyncIterable[bytes] | None = field(default=None, repr=False)
    silence: float = CALL_SILENCE  # seconds without a byte until it counts as timed out
    longest: int = LONGEST_ANSWER  # bytes of an answer that is read whole
    repeatable: bool = False  # asking twice does no harm: tried again once if there was no answer
    error: Callable[[Refusal], UpstreamError] = error_for


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is a success, and its body as it comes in."""

    status: int
    content_type: str
    size: int | None  # bytes
    chunks: AsyncIterator[bytes]
    headers: Sequence[tuple[str, str]] = field(default=(), repr=False)  # lower-case names, some of them repeated

    async def read(self, longest: int = LONGEST_ANSWER) -> bytes:
        body = bytearray()
        async for chunk in self.chunks:
            body += chunk
            if len(body) > longest:
                raise BadResponse("the answer does not end")
        return bytes(body)


class HttpClient:
    """Connections to the chat APIs. One per process and event loop; every user's client shares it."""

    def __init__(self) -> None:
        # Loading the certificates (certifi's, or those of SSL_CERT_FILE) takes 30 ms of blocked loop: once, here.
        self._ssl_context = httpx.create_ssl_context()
        self._pool = self._transport(POOL)

    async def fetch(self, request: Request) -> bytes:
        """The whole body of a short answer, over a shared connection."""

        async def attempt() -> bytes:
            response = await _respond(self._pool, request)
            try:
                return await _answer(response).read(request.longest)
            finally:
                await response.aclose()

        return await _attempted(attempt, again=request.repeatable)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[Answer]:
        """An answer in pieces, over a connection of its own that closes with the context.

        Not over the pool: its cost per request grows with its connections, 25 ms each at 1000 streams.
        """
        async with self._transport(ALONE) as transport:
            response = await _attempted(lambda: _respond(transport, request), again=request.repeatable)
            try:
                yield _answer(response)
            finally:
                await response.aclose()

    async def close(self) -> None:
        await self._pool.aclose()

    def _transport(self, limits: httpx.Limits) -> httpx.AsyncHTTPTransport:
        # A connection that could not be made is tried once more: nothing was sent yet.
        return httpx.AsyncHTTPTransport(verify=self._ssl_context, limits=limits, retries=1)


async def _attempted[T](attempt: Callable[[], Awaitable[T]], *, again: bool) -> T:
    try:
        return await attempt()
    except (Unreachable, Unavailable, Interrupted):
        if not again:
            raise
    return await attempt()


async def _respond(transport: httpx.AsyncHTTPTransport, request: Request) -> httpx.Response:
    """The response, as soon as its status is known to be a success. What a refused token has asked for has not been
    done, so it is asked for once more if the credential has another one."""
    credential = request.credential
    if credential is None:
        return await _success(transport, request, {})
    headers = await credential.headers()
    try:
        return await _success(transport, request, headers)
    except TokenRefused:
        if isinstance(request.body, AsyncIterable) or not await credential.renew(headers):
            raise
    return await _success(transport, request, await credential.headers())


async def _success(transport: httpx.AsyncHTTPTransport, request: Request, credential: Headers) -> httpx.Response:
    with upstream_errors(BEFORE_THE_ANSWER):
        response = await transport.handle_async_request(_wire_request(request, credential))
    if response.is_success:
        return response
    try:
        raise request.error(await _refusal(response))
    finally:
        await response.aclose()


def _wire_request(request: Request, credential: Headers) -> httpx.Request:
    timeout = httpx.Timeout(CONNECT_TIMEOUT, read=request.silence, write=WRITE_TIMEOUT)
    headers = {"User-Agent": "webchat", "Accept-Encoding": "identity", **request.headers, **credential}
    return httpx.Request(
        request.method,
        request.url,
        params=request.params,
        headers=[(name.encode(), _text(value).encode()) for name, value in headers.items()],
        content=request.body,
        extensions={"timeout": timeout.as_dict()},
    )


def _text(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


async def _refusal(response: httpx.Response) -> Refusal:
    body = bytearray()
    with suppress(httpx.HTTPError):  # the status says enough
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) >= LONGEST_REFUSAL:
                break
    return Refusal(response.status_code, bytes(body), response.headers.get("retry-after", ""))


def _answer(response: httpx.Response) -> Answer:
    size = response.headers.get("content-length", "")
    return Answer(
        status=response.status_code,
        content_type=response.headers.get("content-type", ""),
        size=int(size) if size.isdecimal() else None,
        chunks=_chunks(response),
        headers=response.headers.multi_items(),
    )


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    with upstream_errors(WITHIN_THE_ANSWER):
        async for chunk in response.aiter_bytes():
            yield chunk
