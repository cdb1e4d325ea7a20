"""Response objects, or lines of a stream, to the events of one reply."""

from collections.abc import Iterator

from webchat.upstream.errors import BadResponse, ReplyFailed
from webchat.upstream.glean.messages import MessageReader
from webchat.upstream.lines import Lines
from webchat.upstream.types.replies import FollowUps, ReplyEvent, ReplyStarted
from webchat.upstream.wire import Wire, chat_identity, mapping, mappings, parse, string, strings


class ReplyReader:
    """Reads one reply, whose lines are ChatResponses of which each says a little more."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._messages = MessageReader()
        self._started = False
        self._title = ""
        self._follow_ups: tuple[str, ...] = ()
        self._read = self._skipped = 0  # lines

    def feed(self, chunk: bytes) -> Iterator[ReplyEvent]:
        """Reads a piece of a stream."""
        for line in self._lines.feed(chunk):
            yield from self._line(line)

    def whole(self, body: bytes) -> Iterator[ReplyEvent]:
        """Reads an answer that was not streamed: one object, on however many lines. If it is none, a stream."""
        try:
            response = parse(body)
        except ValueError:
            yield from self.feed(body)
        else:
            yield from self._response(response)

    def end(self) -> Iterator[ReplyEvent]:
        """ReplyFailed: an ERROR message came. BadResponse: there were lines, and none could be understood."""
        for line in self._lines.end():
            yield from self._line(line)
        if self._skipped and not self._read:
            raise BadResponse(f"none of {self._skipped} lines is a JSON object")
        yield from self._messages.uncited()
        if self._messages.failure is not None:
            raise ReplyFailed(self._messages.failure)
        if self._follow_ups:
            yield FollowUps(self._follow_ups)
        yield self._messages.finished(self._title, self._skipped)

    def _line(self, line: bytes) -> Iterator[ReplyEvent]:
        document = _document(line)
        if not document:
            return
        try:
            response = parse(document)
        except ValueError:
            self._skipped += 1
            return
        self._read += 1
        yield from self._response(response)

    def _response(self, response: Wire) -> Iterator[ReplyEvent]:
        chat = mapping(response.get("chat"))
        found = chat_identity(response.get("chatId")) or chat_identity(chat.get("id"))
        if found and not self._started:
            self._started = True
            yield ReplyStarted(found)
        for message in mappings(response.get("messages")):
            yield from self._messages.read(message)
        self._title = string(chat.get("name")) or self._title
        self._follow_ups = strings(response.get("followUpPrompts")) or self._follow_ups


def _document(line: bytes) -> bytes:
    """The JSON of a line, without what an event stream would put around it. Empty: there is none to read."""
    document = line.strip().removeprefix(b"data:").strip()
    return b"" if document == b"[DONE]" or document.startswith(b":") else document
