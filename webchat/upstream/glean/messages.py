"""The messages of one reply to events, the same for a live and a saved one."""

import re
from collections.abc import Iterable, Iterator

from webchat.upstream.glean.blocks import Blocks
from webchat.upstream.glean.sources import cited_source, found_sources
from webchat.upstream.types.replies import (
    CitationFound,
    Notice,
    ReplyEvent,
    ReplyFinished,
    Retried,
    Source,
    Step,
    StepKind,
    TextDelta,
)
from webchat.upstream.wire import Wire, first_string, mapping, mappings, string

STAGE = re.compile(r"\s*\*\*(searching|reading|writing):?\*\*:?", re.IGNORECASE)  # as recorded by Glean's own CLI


class MessageReader:
    """Reads the messages of one reply in the order they were written.

    Unknown message types pass without an event: the API gains one every few months. `failure` is what ERROR
    messages said, or None.
    """

    def __init__(self) -> None:
        self.failure: str | None = None
        self._feedback_token = ""
        self._cancelled = False
        self._begin()

    def read(self, message: Wire) -> Iterator[ReplyEvent]:
        if message.get("author") == "USER":
            return
        self._feedback_token = string(message.get("messageTrackingToken")) or self._feedback_token
        match message_type(message):
            case "CONTENT":
                yield from self._content(message)
            case "HEADING":
                yield from self._heading(message)
            case "UPDATE":
                yield from _steps(message)
            case "SERVER_TOOL":
                yield from _tool_steps(message)
            case "WARNING":
                yield from _notices(message)
            case "ERROR":
                self.failure = "\n".join(filter(None, (self.failure, message_text(message))))
            case "CONTROL_CANCEL":
                self._cancelled = True
            case "CONTROL_RETRY":
                self._begin()
                yield Retried()

    def uncited(self) -> Iterator[CitationFound]:
        """The sources that were only listed, once all text is there: older forms than citations in place."""
        listed = self._listed if self._listed or self._cited else self._found
        for key, source in listed.items():
            if key not in self._cited:
                yield CitationFound(source)

    def finished(self, title: str = "", skipped_lines: int = 0) -> ReplyFinished:
        return ReplyFinished(title, self._feedback_token, skipped_lines, self._cancelled)

    def _begin(self) -> None:
        self.failure = None
        self._blocks = Blocks()
        self._cited: set[str] = set()
        self._cited_here: set[str] = set()  # since the last text
        self._listed: dict[str, Source] = {}
        self._found: dict[str, Source] = {}  # what was searched, not what was said: sources only if there are no others

    def _content(self, message: Wire) -> Iterator[ReplyEvent]:
        message_id = string(message.get("messageId"))
        repeated = self._blocks.repeats(message_id, message_text(message))
        for fragment in mappings(message.get("fragments")):
            piece = string(fragment.get("text"))
            if piece and not repeated:
                yield self._delta(self._blocks.text(message_id, piece))
            yield from self._cite(mapping(fragment.get("citation")))
            self._found |= _by_key(found_sources(fragment.get("structuredResults")))
        self._listed |= _by_key(filter(None, map(cited_source, mappings(message.get("citations")))))

    def _heading(self, message: Wire) -> Iterator[TextDelta]:
        if text := message_text(message):
            yield self._delta(self._blocks.heading(string(message.get("messageId")), text))

    def _delta(self, text: str) -> TextDelta:
        self._cited_here.clear()
        return TextDelta(text)

    def _cite(self, citation: Wire) -> Iterator[CitationFound]:
        source = cited_source(citation)
        if source is not None and source.key not in self._cited_here:
            self._cited_here.add(source.key)
            self._cited.add(source.key)
            yield CitationFound(source)


def message_type(message: Wire) -> str:
    return "CONTENT" if message.get("messageType") is None else string(message.get("messageType"))


def message_text(message: Wire) -> str:
    return "".join(string(fragment.get("text")) for fragment in mappings(message.get("fragments")))


def _by_key(sources: Iterable[Source]) -> dict[str, Source]:
    return {source.key: source for source in sources}


def _notices(message: Wire) -> Iterator[Notice]:
    if text := message_text(message).strip():
        yield Notice(text)


def _steps(message: Wire) -> Iterator[Step]:
    """One step, of a progress message that says anything: some only close a step."""
    fragments = mappings(message.get("fragments"))
    said = "".join(map(_step_text, fragments))
    sources = tuple(source for fragment in fragments for source in found_sources(fragment.get("structuredResults")))
    stage = STAGE.match(said)
    kind = StepKind(stage[1].lower()) if stage else StepKind.OTHER
    text = said[stage.end() if stage else 0 :].replace("**", "").strip()
    if text or sources or stage:
        yield Step(kind, text, sources)


def _step_text(fragment: Wire) -> str:
    """A query comes with its text in the same fragment, or without."""
    return string(fragment.get("text")) or first_string(mapping(fragment.get("querySuggestion")), "query", "label")


def _tool_steps(message: Wire) -> Iterator[Step]:
    for fragment in mappings(message.get("fragments")):
        if request := mapping(fragment.get("serverToolRequest")):
            tool = first_string(request, "toolDisplayName", "serverId")
            yield Step(StepKind.TOOL, tool, preview=_preview(mapping(request.get("actionPreview"))))


def _preview(action: Wire) -> str:
    """In plain text; the second part is Markdown, of which nobody sees more than what makes words bold."""
    parts = (string(action.get("description")).strip(), string(action.get("markdown")).replace("**", "").strip())
    return "\n".join(filter(None, parts))
