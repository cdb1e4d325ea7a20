import threading
from contextlib import ExitStack

import pytest

from webchat.rendering.html import Updates
from webchat.rendering.reply import ReplyState
from webchat.replies import stream
from webchat.upstream.types.replies import TextDelta


@pytest.mark.parametrize(("streams", "pause"), [(1, 0.04), (40, 0.04), (200, 0.2)])
async def test_a_busy_process_sends_fewer_frames_for_each_reply(monkeypatch, streams, pause):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr(stream.asyncio, "sleep", sleep)
    with ExitStack() as opened:
        for _ in range(streams):
            opened.enter_context(stream._open_stream())
        await stream.pause()
    assert pauses == [pause]
    assert not stream._streams


@pytest.mark.parametrize(("length", "in_a_thread"), [(10, False), (stream.LONG + 1, True)])
async def test_nobody_waits_while_a_long_answer_is_drawn(monkeypatch, length, in_a_thread):
    state = ReplyState("r1", "How many?")
    state.add(TextDelta("x" * length))
    drawing = []
    monkeypatch.setattr(Updates, "next", lambda _: drawing.append(threading.current_thread()) or "")
    await stream._drawn(state, [TextDelta("y")], Updates(state))
    assert (drawing[0] is not threading.current_thread()) == in_a_thread
    assert state.length == length + 1
