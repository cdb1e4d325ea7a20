"""A reply's state to HTML, whole or as what has changed since the last look. The partials are the same for both."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from webchat.rendering.reply import ReplyState, Waiting
from webchat.rendering.steps import steps_summary
from webchat.upstream.types.replies import Source
from webchat.upstream.types.saved import ChatFile

FIRST_SOURCES = 6  # that are shown at once: two rows of the strip; all others are one press away


@dataclass(frozen=True, slots=True)
class TurnView:
    """A prompt and its reply, as templates/messages/_turn.html shows them."""

    reply: ReplyState
    files: tuple[ChatFile, ...] = ()
    asked: datetime | None = None


def turn(view: TurnView) -> SafeString:
    return render_to_string("messages/_turn.html", {"turn": view})


def prose(state: ReplyState) -> SafeString:
    """All blocks. While the reply runs, the last of them is open and still changes."""
    html = "".join(state.text.finished)
    if state.ended is None:
        html += f'<div class="open caret" id="open-{state.id}">{state.text.open()}</div>'
    return mark_safe(html)  # noqa: S308 - blocks come sanitised from rendering.markdown


def seconds_left(waiting: Waiting) -> int:
    """Until it is tried; 0 where nobody knows, or it is about to be."""
    return max(0, ceil((waiting.until - timezone.now()).total_seconds())) if waiting.until else 0


def web_url(url: str) -> str:
    """The address if a browser may follow it, else nothing: upstream addresses come from many systems."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


@dataclass(slots=True)
class Updates:
    """What a reader of this state has been shown, and so what the next look has to bring. Streamed HTML carries no
    hx-* attribute of its own: model text can never hold a live control, and a control that could be forged is none."""

    state: ReplyState
    _shown: dict[str, object] = field(default_factory=dict)
    _sources_shown: tuple[Source, ...] = ()
    _blocks: int = 0
    _open: str = ""

    def skip(self) -> None:
        """The reader has the whole state already."""
        self.next()

    def next(self) -> str:
        """hx-partials for everything that has changed since the last call; empty if nothing has."""
        return self._steps() + self._remarks() + self._text() + self._sources() + self._end()

    def _is_new(self, part: str, value: object) -> bool:
        changed = self._shown.get(part) != value
        self._shown[part] = value
        return changed

    def _steps(self) -> str:
        state = self.state
        if state.ended and not state.steps:  # then there is nothing to open, and yet nothing moves
            return partial("steps", state, _rendered("took", state), "outerHTML") if self._is_new("took", True) else ""
        html = ""
        if self._is_new("summary", steps_summary(state)):
            html += partial("now", state, _rendered("now", state))
        if self._is_new("trail", (len(state.steps), state.current_step is None)):
            html += partial("trail", state, _rendered("trail", state))
        return html

    def _remarks(self) -> str:
        html = ""
        for place, remarks in (("above", self.state.above), ("below", self.state.below)):
            if self._is_new(place, tuple(remarks)):
                html += partial(place, self.state, render_to_string("messages/_remarks.html", {"remarks": remarks}))
        return html

    def _text(self) -> str:
        state, text = self.state, self.state.text
        if self._is_new("answer", (state.answers, text.restarts)):
            self._blocks, self._open = len(text.finished), text.open()
            return partial("prose", state, prose(state))
        html = ""
        if len(text.finished) > self._blocks:
            html += partial("open", state, "".join(text.finished[self._blocks :]), "beforebegin")
            self._blocks = len(text.finished)
        if state.ended and self._is_new("closed", value=True):
            html += partial("open", state, "", "delete")
        elif not state.ended and (open_block := text.open()) != self._open:
            self._open = open_block
            html += partial("open", state, open_block)
        return html

    def _sources(self) -> str:
        """Card by card: the reader may be at one of them, or have opened the list."""
        state, known = self.state, self._sources_shown
        self._sources_shown = sources = state.sources
        if self._is_new("sources", (state.answers, bool(sources), state.is_unsourced)):
            return partial("sources", state, _rendered("sources", state), "outerHTML")
        html = ""
        for number, source in enumerate(sources, start=1):
            if number > len(known):
                place = "notes" if number <= FIRST_SOURCES else "more-notes"
                html += partial(place, state, _note(state, number, source), "beforeend")
            elif source != known[number - 1]:
                html += partial(f"note{number}", state, _note(state, number, source), "outerHTML")
        return html + (partial("count", state, str(len(sources))) if len(sources) > len(known) else "")

    def _end(self) -> str:
        """What stands under the text: how it ended, or for what it waits."""
        html = ""
        if self._is_new("after", (self.state.ended, self.state.waiting)):
            html += partial("after", self.state, _rendered("after", self.state))
        if self.state.ended and self._is_new("edit", value=True):
            html += partial("edit", self.state, _rendered("edit", self.state))
        return html


def partial(part: str, state: ReplyState, html: str, swap: str = "innerHTML") -> str:
    """A piece for one place of the page: each part of a reply has the id part-reply."""
    return f'<hx-partial hx-target="#{part}-{state.id}" hx-swap="{swap}">{html}</hx-partial>'


def _rendered(name: str, state: ReplyState) -> SafeString:
    return render_to_string(f"messages/_{name}.html", {"reply": state})


def _note(state: ReplyState, number: int, source: Source) -> SafeString:
    return render_to_string("messages/_source.html", {"reply": state, "number": number, "source": source})
