"""A stream of data lines to the events of one reply (chatter-api.md 5)."""

from collections import Counter
from collections.abc import Iterator

from webchat.upstream.chatter.answer import AnswerText
from webchat.upstream.chatter.usage import NOTHING, added, corrected, said, usage
from webchat.upstream.errors import BadResponse, Interrupted, ReplyFailed
from webchat.upstream.lines import Lines
from webchat.upstream.types.replies import ReplyEvent, ReplyFinished, Retried, Step, StepKind, TextDelta
from webchat.upstream.wire import Wire, first_string, mapping, parse, string

DATA = b"data:"
FIELDS = (b":", b"event:", b"id:", b"retry:")  # of an event stream; none of them is ever sent
DONE = b"[DONE]"

BEGINNINGS = {"node_start": "node", "tool_call_start": "tool"}  # of steps, with what makes one
ENDS = {"node_complete": "node", "node_end": "node", "tool_call_end": "tool"}


class StreamReader:
    """Reads one reply. Unknown event types pass: most of those that the source names were never seen."""

    def __init__(self) -> None:
        self.is_done = False  # its last line is there
        self.has_ended = False  # it has said how it ends, in this way or another
        self._lines = Lines()
        self._text = AnswerText()
        self._usage = NOTHING
        self._is_failed = False
        self._steps: Counter[tuple[str, str]] = Counter()  # those that go on
        self._read = self._skipped = 0  # lines

    @property
    def has_text(self) -> bool:
        return bool(self._text.whole)

    def feed(self, chunk: bytes) -> Iterator[ReplyEvent]:
        for line in self._lines.feed(chunk):
            yield from self._line(line.strip())

    def end(self, correlation_id: str = "") -> Iterator[ReplyEvent]:
        """Without a ReplyFinished if there was no text: nobody has answered yet.

        ReplyFailed: an error was told, or the answer is one. Interrupted: it ended in the middle. BadResponse: nothing
        in it could be understood."""
        skipped = self._skipped
        for line in self._lines.end():
            yield from self._line(line.strip())
        self._skipped = skipped  # a line that is cut off is no bad one
        if self._skipped and not self._read:
            raise BadResponse(f"none of {self._skipped} lines is an event")
        if self._is_failed or self._text.is_failure:
            raise ReplyFailed(f"told within the stream (correlation id {correlation_id})")
        if not self.has_ended:
            raise Interrupted("the stream ended in the middle")
        if rest := self._text.rest():
            yield TextDelta(rest)
        if self.has_text:
            yield ReplyFinished(skipped_lines=self._skipped, usage=said(self._usage))

    def _line(self, line: bytes) -> Iterator[ReplyEvent]:
        if not line or line.startswith(FIELDS):
            return
        document = line.removeprefix(DATA).strip()
        if document == DONE:
            self.is_done = self.has_ended = True
            self._read += 1
            return
        try:
            event = parse(document)
        except ValueError:
            self._skipped += 1
            return
        self._read += 1
        yield from self._event(event)

    def _event(self, event: Wire) -> Iterator[ReplyEvent]:
        about = mapping(event.get("metadata"))
        match kind := string(event.get("type")):
            case "token":
                yield from self._add(string(event.get("content")))
            case "complete":  # in the newest version one for each call of a model, and text may follow
                self._usage = added(self._usage, usage(about))
                yield from self._correct(string(about.get("final_content")))
            case "end" | "done":
                self.has_ended = True
                self._usage = corrected(self._usage, usage(about))
            case "error":  # its words are the server's own, with whatever they quote
                self.has_ended = self._is_failed = True
            case "source_found":
                yield Step(StepKind.READING, _name(event, about))
            case _:
                yield from self._step(kind, _name(event, about))
        self._usage = corrected(self._usage, usage(mapping(event.get("usage"))))

    def _add(self, piece: str) -> Iterator[TextDelta]:
        if shown := self._text.add(piece):
            yield TextDelta(shown)

    def _correct(self, final: str) -> Iterator[ReplyEvent]:
        """By the whole text, where the server has told it."""
        so_far = self._text.whole
        if final.startswith(so_far):
            yield from self._add(final.removeprefix(so_far))
        elif final:
            self._text = AnswerText()
            yield Retried()
            yield from self._add(final)

    def _step(self, kind: str, name: str) -> Iterator[Step]:
        """One for each step, when it begins, or when it ends if nobody said that it began."""
        if kind in ENDS and self._steps[step := (ENDS[kind], name)]:
            self._steps[step] -= 1
        elif name and kind in BEGINNINGS.keys() | ENDS.keys():
            self._steps.update([(BEGINNINGS[kind], name)] if kind in BEGINNINGS else [])
            yield Step(StepKind.OTHER, name)


def _name(event: Wire, about: Wire) -> str:
    """What is going on: said in the text, or beside it. A tool's end has its result for a text."""
    return first_string(about, "tool_name", "node_name", "node", "name") or string(event.get("content"))
