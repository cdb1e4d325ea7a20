"""A reply's events, folded into what it looks like now. Live and saved replies go through the same fold."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import Literal

from django.utils.translation import gettext

from webchat.rendering.markdown import MarkdownStream
from webchat.upstream.types.replies import (
    CitationFound,
    FollowUps,
    Notice,
    Queued,
    ReplyEvent,
    ReplyFinished,
    ReplyStarted,
    Retried,
    Source,
    Step,
    StepKind,
    TextDelta,
    Usage,
)

Status = Literal["finished", "stopped", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a reply came to its end; the last entry of its log. Sentence and advice are ours, in plain text, and
    translated where they are shown: the log is read by whoever comes, in any language."""

    status: Status = "finished"
    sentence: str = ""
    advice: str = ""
    # Since the prompt went to the upstream, where somebody saw both. Two ends are equal without it.
    seconds: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The prompt is kept and has not gone to the upstream yet: the chat's reply before it is being written, its user
    has sent too many, or the upstream is too busy. `until` is when it will be tried, where that is known."""

    reason: Literal["turn", "rate", "busy"]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The wait is over, and the prompt on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What can be done with a turn: by its chat API, and at its place in the chat."""

    edit: bool = False
    delete_prompt: bool = False
    delete_reply: bool = False
    cite: bool = True  # so an answer without a single source is worth a word


Entry = ReplyEvent | Waiting | Sent | Ended
Remark = Notice | Step  # what a reader has to know besides the answer: of the steps, what a tool asks to do


class ReplyState:
    """What a reply looks like after the entries added so far. `id` names it in the page."""

    def __init__(self, reply_id: str, prompt: str) -> None:
        self.id = reply_id
        self.prompt = prompt  # what it replies to
        self.abilities = Abilities()
        self.missing: Literal["prompt", "reply", ""] = ""  # what the upstream has not, or not any more
        self.chat_id = ""
        self.waiting: Waiting | None = None  # still set at the end: it has never gone
        self.queued = False
        self.steps: list[Step] = []
        self.follow_ups: tuple[str, ...] = ()
        self.feedback_token = ""
        self.usage: Usage | None = None
        self.helpful: bool | None = None  # what its reader said of it
        self.ended: Ended | None = None
        self.answers = 0  # how often the answer was begun
        self._begin_answer()

    def _begin_answer(self) -> None:
        self.answers += 1
        self.length = 0  # characters of its text
        # What comes after the text has begun stands below it: nothing that is being read moves.
        self.above: list[Remark] = [step for step in self.steps if step.kind is StepKind.TOOL]
        self.below: list[Remark] = []
        self.text = MarkdownStream(self._mark)
        self._sources: dict[str, Source] = {}
        self._cited = ""  # the source cited right here, with no text since

    @property
    def has_text(self) -> bool:
        return self.length > 0

    @property
    def current_step(self) -> Step | None:
        """What goes on before the answer begins."""
        return self.steps[-1] if self.steps and not self.has_text and not self.ended else None

    @property
    def notices(self) -> list[str]:
        return [remark.text for remark in [*self.above, *self.below] if isinstance(remark, Notice)]

    @property
    def is_unsourced(self) -> bool:
        """Whether a whole answer came without a single source."""
        return self.abilities.cite and self.ended == Ended() and self.has_text and not self._sources

    @property
    def seconds(self) -> float | None:
        """How long it took: as we have seen it, else as the upstream says."""
        if self.ended and self.ended.seconds is not None:
            return self.ended.seconds
        return self.usage.milliseconds / 1000 if self.usage and self.usage.milliseconds else None

    @property
    def sources(self) -> tuple[Source, ...]:
        """In the order of their numbers, which count from 1."""
        return tuple(self._sources.values())

    def add(self, entry: Entry) -> None:  # noqa: C901, PLR0912 - one case for each kind of entry
        match entry:
            case TextDelta(text):
                self._cited = ""
                self.length += len(text)
                self.text.feed(text)
            case CitationFound(source):
                self._cite(source)
            case Step():
                self.steps.append(entry)
                if entry.kind is StepKind.TOOL:
                    self._remark(entry)
            case Notice():
                self._remark(entry)
            case FollowUps(prompts):
                self.follow_ups = prompts
            case Retried():
                self._begin_answer()
            case ReplyStarted(chat_id):
                self.chat_id = chat_id
            case Queued():
                self.queued = True
            case ReplyFinished():
                self.feedback_token, self.usage = entry.feedback_token, entry.usage
            case Waiting():
                self.waiting = entry
            case Sent():
                self.waiting = None
            case Ended():
                self.text.close()
                self.ended = entry

    def _remark(self, remark: Remark) -> None:
        (self.below if self.has_text else self.above).append(remark)

    def _cite(self, source: Source) -> None:
        known = self._sources.get(source.key, source)
        passages = tuple(dict.fromkeys(known.snippets + source.snippets))
        # A key that is there keeps its place, and so its number.
        self._sources[source.key] = known if passages == known.snippets else replace(known, snippets=passages)
        if self._cited != source.key:
            self._cited = source.key
            self.text.cite(list(self._sources).index(source.key) + 1)

    def _mark(self, number: int) -> str:
        source = self.sources[number - 1]
        title = source.title or source.url or gettext("untitled")
        label = escape(gettext("Source {number}: {title}").format(number=number, title=title))
        return f'<a class="cite" href="#{self.id}-s{number}" aria-label="{label}">{number}</a>'


def fold(reply_id: str, prompt: str, entries: Iterable[Entry]) -> ReplyState:
    """The state of a reply that has ended."""
    state = ReplyState(reply_id, prompt)
    for entry in entries:
        state.add(entry)
    if state.ended is None:
        state.add(Ended())
    return state
