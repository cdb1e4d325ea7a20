"""The log of a reply that runs in this process: appended by its task, read by any number of readers, and committed
to the database by the beat."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from uuid import UUID

from webchat.rendering.reply import Ended, Entry, Sent, Status, Waiting
from webchat.upstream.types.replies import ReplyStarted, TextDelta


@dataclass(frozen=True, slots=True)
class Page:
    """What one beat adds to a log in the database."""

    reply_id: UUID
    number: int = 0  # of its first row
    entries: tuple[Entry, ...] = ()
    end: int = 0  # entries of the log up to its end, counted before neighbouring text was joined


class ReplyLog:
    """Entries in order. The last one, and only that, is an Ended."""

    def __init__(self, reply_id: UUID) -> None:
        self.reply_id = reply_id
        self.entries: list[Entry] = []
        self._page = Page(reply_id)  # the last one handed out
        self._changed = asyncio.Event()
        self._began: float | None = None  # seconds, of the monotonic clock

    def begin(self) -> None:
        """The prompt goes to the upstream now; again, if it was not taken before."""
        self._began = monotonic()

    def end(self, status: Status = "finished", sentence: str = "", advice: str = "") -> None:
        """The last entry, with how long the reply took."""
        seconds = None if self._began is None else round(monotonic() - self._began, 1)
        self.append(Ended(status, sentence, advice, seconds))

    @property
    def ended(self) -> Ended | None:
        last = self.entries[-1] if self.entries else None
        return last if isinstance(last, Ended) else None

    @property
    def has_begun(self) -> bool:
        """Whether the upstream has said anything but which chat it is in."""
        return any(not isinstance(entry, Waiting | Sent | ReplyStarted) for entry in self.entries)

    @property
    def chat_id(self) -> str:
        """As the upstream has told it; empty: it has not yet."""
        return next((entry.chat_id for entry in self.entries if isinstance(entry, ReplyStarted)), "")

    def append(self, entry: Entry) -> None:
        if self.ended:
            return  # stopped while the upstream's last words were on their way
        self.entries.append(entry)
        self._changed.set()
        self._changed = asyncio.Event()

    def next_page(self) -> "Page":
        """What the database lacks. The same page comes again, unchanged, until it is acknowledged."""
        if not self._page.entries:
            fresh = self.entries[self._page.end :]
            self._page = Page(self.reply_id, self._page.number, tuple(joined(fresh)), self._page.end + len(fresh))
        return self._page

    def acknowledge(self) -> None:
        """The page handed out last is in the database."""
        page = self._page
        self._page = Page(self.reply_id, page.number + len(page.entries), (), page.end)

    @property
    def is_stored(self) -> bool:
        """Whether the database has all of it, to the end."""
        return self.ended is not None and not self._page.entries and self._page.end == len(self.entries)

    async def read(self, quiet: float = 15) -> AsyncGenerator[list[Entry], None]:
        """What is there, at once; then what follows, as it comes, to the end. An empty batch when nothing came for
        `quiet` seconds, so that a reader can show it is alive; the first may be empty too."""
        position = 0
        while True:
            changed = self._changed
            batch = self.entries[position:]
            position += len(batch)
            yield batch
            if position == len(self.entries):
                if self.ended:
                    return
                await _at_most(changed.wait(), quiet)


async def _at_most(waiting: Coroutine[None, None, object], seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await waiting


def joined(entries: list[Entry]) -> list[Entry]:
    """The same entries with neighbouring pieces of text as one."""
    result: list[Entry] = []
    for is_text, run in groupby(entries, key=lambda entry: isinstance(entry, TextDelta)):
        pieces = list(run)
        if is_text:
            result.append(TextDelta("".join(piece.text for piece in pieces if isinstance(piece, TextDelta))))
        else:
            result.extend(pieces)
    return result
