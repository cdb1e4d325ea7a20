"""The log of a reply to an event stream. A stream holds nothing but its own state: no database connection, and no share
in the reply, which goes on without it."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from webchat.models import Reply, is_temporary
from webchat.rendering.html import TurnView, Updates, seconds_left
from webchat.rendering.reply import Abilities, Ended, Entry, ReplyState, Sent, Waiting
from webchat.rendering.steps import steps_summary
from webchat.replies import reader
from webchat.upstream.protocol import Capabilities

PAUSE = 0.04  # seconds between two frames: of a reply in 20 pieces a second, each is sent at once
LONG = 50_000  # characters; a table of so many takes up to a tenth of a second
FRAMES = 1000  # a second, of all streams of a process together: when it is busy, each has fewer with more in them

logger = logging.getLogger(__name__)


async def events(reply: Reply, capabilities: Capabilities) -> AsyncGenerator[bytes, None]:
    """An event stream: for this reply, and then for each message of its chat that waited for it, one frame with the
    whole turn so far, then what changes, then how it ended.

    Unnamed events hold hx-partials. Named ones hold JSON and tell the page's own script what the HTML cannot:
    reply-started {id, key, url, stop, seconds under way}, reply-chat {id, url}, reply-waits {reason, seconds},
    reply-step {line}, reply-done {status, sources}, and, the last of all, chat-quiet {}."""
    following: Reply | None = reply
    with _open_stream():
        if reply.is_withdrawn:
            yield _frame(render_to_string("messages/_withdrawn.html", {"reply": reply}))
            following = None
        while following:
            state = state_of(following, capabilities)
            async for piece in _guarded_turn(following, state):
                yield piece
            following = await _next_after(following, state)
        yield _event("chat-quiet", {})


def state_of(reply: Reply, capabilities: Capabilities) -> ReplyState:
    """What a reply looks like before its first entry."""
    state = ReplyState(str(reply.id), reply.prompt)
    begins_chat = not (reply.chat_id or reply.after)
    state.abilities = Abilities(
        edit=capabilities.history or begins_chat,
        delete_prompt=capabilities.delete_message,
        delete_reply=capabilities.delete_message,
        cite=capabilities.citations,
    )
    return state


_streams: set[object] = set()


@contextmanager
def _open_stream() -> Iterator[None]:
    stream = object()
    _streams.add(stream)
    try:
        yield
    finally:
        _streams.discard(stream)


async def pause() -> None:
    await asyncio.sleep(max(PAUSE, len(_streams) / FRAMES))


async def _guarded_turn(reply: Reply, state: ReplyState) -> AsyncIterator[bytes]:
    try:
        async for piece in _turn(reply, state):
            yield piece
    except Exception:  # the reply goes on, and a reload shows it; a browser must not ask for ever
        logger.exception("the stream of reply %s broke", reply.id)
        yield _event("reply-done", {"status": "failed", "sources": 0})


async def _next_after(reply: Reply, state: ReplyState) -> Reply | None:
    try:
        return await reader.next_after(reply, state.chat_id or reply.chat_id)
    except DatabaseError:
        logger.exception("what follows reply %s is not known", reply.id)
        return None


async def _turn(reply: Reply, state: ReplyState) -> AsyncIterator[bytes]:
    updates = Updates(state)
    files = await reader.files(reply)
    told_chat = told_step = ""
    is_first = True
    async for batch in reader.read(reply):
        if is_first:
            await _catch_up(state, batch)
            updates.skip()
            yield _frame(_opening(TurnView(state, files), reply))
            yield _event("reply-started", _start(reply))
        elif html := await _drawn(state, batch, updates):
            yield _frame(html)
            if not state.ended:
                await pause()
        elif not batch:
            yield b": still here\n\n"
        is_first = False
        if waits := [entry for entry in batch if isinstance(entry, Waiting | Sent)]:
            yield _event("reply-waits", _wait(waits[-1]))
        if state.steps and not state.ended and (line := steps_summary(state)) != told_step:
            told_step = line
            yield _event("reply-step", {"line": line})
        chat_id = state.chat_id or reply.chat_id
        if chat_id != told_chat:
            told_chat = chat_id
            yield _frame(render_to_string("messages/_chat_field.html", {"chat": chat_id}))
            yield _event("reply-chat", {"id": chat_id, "url": reverse("chat", args=[chat_id])})
        if state.ended:
            yield _event("reply-done", _end(state, state.ended))


def _start(reply: Reply) -> dict[str, object]:
    address = reverse("reply", args=[reply.id])
    stop = reverse("stop", args=[reply.id])
    seconds = (timezone.now() - reply.sent_at).total_seconds() if reply.sent_at else None
    return {"id": str(reply.id), "key": reply.send_key, "url": address, "stop": stop, "seconds": seconds}


def _wait(entry: Waiting | Sent) -> dict[str, object]:
    if isinstance(entry, Sent):
        return {"reason": "", "seconds": 0}
    return {"reason": entry.reason, "seconds": seconds_left(entry)}


async def _drawn(state: ReplyState, batch: Sequence[Entry], updates: Updates) -> str:
    """What a batch changes. One block of a long answer, such as a table, is drawn as a whole again and again; in a
    thread, so that nobody else waits for it."""

    def draw() -> str:
        _add(state, batch)
        return updates.next()

    return await sync_to_async(draw, thread_sensitive=False)() if state.length > LONG else draw()


async def _catch_up(state: ReplyState, batch: list[Entry]) -> None:
    """What a late reader finds may be long, and is rendered in a thread."""
    if batch:
        await sync_to_async(_add, thread_sensitive=False)(state, batch)


def _end(state: ReplyState, ended: Ended) -> dict[str, object]:
    return {"status": ended.status, "sources": len(state.sources)}


def _opening(view: TurnView, reply: Reply) -> str:
    """The turn, in the place of the greeting or under the turns before it; instead of itself if it stands there."""
    chat_id = reply.chat_id
    context = {"turn": view, "chat_id": chat_id, "is_temporary": is_temporary(chat_id), "choice": reply.choice}
    return render_to_string("messages/_opening.html", context)


def _add(state: ReplyState, batch: Iterable[Entry]) -> None:
    for entry in batch:
        state.add(entry)


def _frame(html: str) -> bytes:
    lines = html.replace("\r", "").replace("\n", "\ndata: ")
    return f"data: {lines}\n\n".encode()


def _event(name: str, data: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
