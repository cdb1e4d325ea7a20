from contextlib import ExitStack

import pytest

from webchat.replies import stream


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
