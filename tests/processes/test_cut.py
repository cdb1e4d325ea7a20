"""Whoever loses the connection, at whatever moment, ends with the page of somebody who did not."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from itertools import product

import pytest

from tests.processes.browser import Browser, Reader, message
from tests.processes.servers import ServerProcess

PROMPT = "/everything"


@pytest.mark.parametrize("resumes_on", [0, 1], ids=["the same process", "another process"])
def test_a_reader_who_is_cut_off_after_any_frame_sees_the_same_in_the_end(
    erin: Browser, pair: Sequence[ServerProcess], blank: str, resumes_on: int
):
    undisturbed = Reader(blank)
    frames = undisturbed.read(erin.send(pair[0], message(PROMPT)))
    assert undisturbed.status == "finished"
    assert frames > 20

    def cut_after(case: tuple[int, str]) -> list[str]:
        frames, way = case
        reader, sent = Reader(blank), message(PROMPT)
        reader.read(erin.send(pair[0], sent), frames)
        server = pair[resumes_on]
        # htmx sends the same form again; after a reload the page asks for the reply.
        by_id = way == "reload" and reader.reply_id
        reader.read(erin.watch(server, reader.reply_id) if by_id else erin.send(server, sent))
        return reader.outline

    whole, cases = undisturbed.outline, list(product(range(1, frames + 1), ["reconnect", "reload"]))
    with ThreadPoolExecutor(len(cases)) as together:
        ends = zip(cases, together.map(cut_after, cases), strict=True)
        differing = {case: [*unified_diff(whole, end, n=0)] for case, end in ends if end != whole}
    assert differing == {}
