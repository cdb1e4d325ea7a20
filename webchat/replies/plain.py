"""The log of a reply to a page that is streamed to a browser without JavaScript."""

from collections.abc import AsyncGenerator, Awaitable, Callable

from django.template.loader import render_to_string
from django.utils.html import escape

from webchat.models import Reply
from webchat.rendering.reply import Ended, Entry, ReplyState, Waiting
from webchat.replies import reader
from webchat.replies.stream import pause


async def page(
    reply: Reply, state: ReplyState, head: str, rest: Callable[[ReplyState], Awaitable[str]]
) -> AsyncGenerator[bytes, None]:
    """`head` up to where the answer stands, the answer, and `rest`, which is asked for when the reply has ended."""
    answer = Answer(state)
    yield head.encode()
    async for batch in reader.read(reply):
        yield answer.add(batch).encode()
        if not answer.state.ended:
            await pause()
    end = render_to_string("messages/_plain_end.html", {"reply": answer.state})
    yield (end + await rest(answer.state)).encode()  # at once: the buttons under the answer belong to forms in the rest


class Answer:
    """Its blocks as they are finished. What comes out stays in the page: so the text of an unfinished block is a draft,
    which the styles hide as soon as anything follows it."""

    def __init__(self, state: ReplyState) -> None:
        self.state = state
        self._answers = state.answers
        self._steps = self._blocks = 0
        self._draft = ""

    def add(self, batch: list[Entry]) -> str:
        """The HTML of what is new."""
        state = self.state
        # The end would render the last block once more, and with it, for a link's late address, all of them.
        ended = [entry for entry in batch if isinstance(entry, Ended)]
        for entry in batch:
            if not isinstance(entry, Ended):
                state.add(entry)
        html = self._waiting(batch) + self._restart() + self._new_steps() + self._new_blocks()
        html += self._close_draft() + state.text.open() if ended else self._more_of_draft()
        for entry in ended:
            state.add(entry)
        return html

    def _waiting(self, batch: list[Entry]) -> str:
        if self.state.waiting and any(isinstance(entry, Waiting) for entry in batch):
            return render_to_string("messages/_plain_waiting.html", {"reply": self.state})
        return ""

    def _restart(self) -> str:
        if self._answers == self.state.answers:
            return ""
        self._answers, self._blocks = self.state.answers, 0
        return self._close_draft() + render_to_string("messages/_plain_again.html")

    def _new_steps(self) -> str:
        steps, self._steps = self.state.steps[self._steps :], len(self.state.steps)
        if not steps or self._draft or self.state.text.finished:
            return ""
        return render_to_string("messages/_plain_steps.html", {"steps": steps})

    def _new_blocks(self) -> str:
        blocks = self.state.text.finished[self._blocks :]
        self._blocks += len(blocks)
        return self._close_draft() + "".join(blocks) if blocks else ""

    def _more_of_draft(self) -> str:
        before, self._draft = self._draft, self.state.text.draft()
        if before and self._draft.startswith(before):
            return escape(self._draft[len(before) :])
        end = "</div>" if before else ""
        return end + (f'<div class="draft caret">{escape(self._draft)}' if self._draft else "")

    def _close_draft(self) -> str:
        html, self._draft = "</div>" if self._draft else "", ""
        return html
