"""A chat API that costs next to nothing: python tests/benchmarks/streams/upstream.py PORT

It speaks Glean's streamed wire format. A prompt says how it is answered: "200 chunks, 20 a second". The text of each
chunk ends with the time it was sent, as `t` and nine digits: microseconds of the monotonic clock that all processes
share, without what is above a thousand seconds.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator

import uvloop

from webchat.sandbox import wire

CLOCK = 10**9  # microseconds until the times of chunks begin anew

# Each @ ends a chunk, a digit after it cites a document.
ANSWER = """## Key rotation @

Keys rotate **every 90 days** @, and each key has *one* owner who @ is asked two weeks before. See @1
also [the policy](https://wiki.example/policy) @ and the command `bw keys list`, which @ shows when each of them
ends. @2

1. Create the next key, which @ *overlaps* with the current one @
2. Tell the partner: @
   - by mail to the contact @ they gave us
   - in the change record @3 of the portal
3. Wait for the first delivery @ that is signed with it @
4. Retire the old key and note @ who did it, and when. @1

```python
def rotate(key: Key, overlap: int) -> Key:  # @
    following = key.next(at=now() + overlap)  # @
    audit.note("rotated", following.id)  # @
    return store.put(following)  # @
```

| Environment | Approved by @ | Notice |
|-------------|:-----------|-------:|
| Sandbox | no one @ | 0 |
| Production | the team lead @ and one more | 3 days @ |

> Partners accept both keys during @ the overlap, so no delivery @2
> is rejected, and none is @ counted twice.

### When something goes wrong @

A partner that has not seen the new key @ answers with **401**. Then the old one @
is signed with again for a day @, and the *owner* is told by mail @3. Nothing has to be @
deployed for that: the switch stands @ in the settings of the partner, and @ takes a minute. @

"""
DOCUMENTS = [
    wire.citation(
        "sourceDocument",
        {"id": f"doc-{name}", "title": f"The {name}", "url": f"https://wiki.example/{name}", "datasource": "wiki"},
        wire.snippet(f"What the {name} says of keys: they are rotated every 90 days, with one of overlap."),
    )
    for name in ("policy", "runbook", "handbook")
]
TIME = "t" + "0" * 9


def _chunks() -> Iterator[tuple[bytes, bytes]]:
    """The lines of one answer, cut where the time of each goes."""
    pieces = re.split(r"@(\d?)", ANSWER)
    left_over = pieces.pop()
    texts, cited = [left_over + pieces[0], *pieces[2::2]], pieces[1::2]
    for text, number in zip(texts, cited, strict=True):
        fragments = [wire.text(text + TIME), *([DOCUMENTS[int(number) - 1]] if number else [])]
        message = wire.message("CONTENT", *fragments, message_id="0" * 32, stepId="S2", hasMoreFragments=True)
        before, after = _line(wire.response(message)).split(TIME.encode())
        yield before, after


def _line(response: wire.Wire) -> bytes:
    return json.dumps(response, separators=(",", ":")).encode() + b"\n"


CHUNKS = list(_chunks())
CHARACTERS = (len(re.sub(r"@\d?", "", ANSWER)) + len(CHUNKS) * len(TIME)) / len(CHUNKS)  # of a chunk's text, on average

_PLAN = re.compile(rb"(\d+) chunks, (\d+) a second")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"


def now() -> int:
    return time.monotonic_ns() // 1000 % CLOCK


def _after(last: int) -> int:
    """Now, but later than the last time: no two of them are equal."""
    since = (now() - last) % CLOCK
    return (last + (since if 0 < since < CLOCK // 2 else 1)) % CLOCK


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, end, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return
        self.received = b""
        if plan := _PLAN.search(body):
            self.transport.write(_HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
            Reply(self.transport, count=int(plan[1]), rate=int(plan[2])).begin()
        else:  # no chats, no files
            self.transport.write(_HEAD + b"Content-Length: 2\r\n\r\n{}")


class Reply:
    """Sends each chunk when it is due, whether or not anybody reads: a slow reader changes no time in it."""

    def __init__(self, transport: asyncio.Transport, count: int, rate: int) -> None:
        self.transport, self.count, self.rate = transport, count, rate
        self.loop = asyncio.get_running_loop()
        self.begun = self.loop.time()
        self.sent = 0
        self.last = now()

    def begin(self) -> None:
        self._write(_line({"messages": [], "chatId": wire.new_id()}))
        self._send()

    def _send(self) -> None:
        if self.transport.is_closing():
            return
        due = min(self.count, int((self.loop.time() - self.begun) * self.rate) + 1)
        for number in range(self.sent, due):
            before, after = CHUNKS[number % len(CHUNKS)]
            self.last = _after(self.last)
            self._write(b"%st%09d%s" % (before, self.last, after))
        self.sent = max(due, self.sent)
        if self.sent < self.count:
            self.loop.call_at(self.begun + self.sent / self.rate, self._send)
        else:
            self._write(_line({"messages": [], "chat": {"name": "Key rotation"}}))
            self.transport.write(b"0\r\n\r\n")
            self.transport.close()

    def _write(self, line: bytes) -> None:
        self.transport.write(b"%x\r\n%s\r\n" % (len(line), line))


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
