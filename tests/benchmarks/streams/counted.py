"""Our application, with each commit of the beat noted: begin and duration in seconds, and rows. Written to the file
BENCH_COMMITS names when the process ends."""

import atexit
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from webchat.asgi import application
from webchat.replies import store

__all__ = ["application"]

commits: list[tuple[float, float, int]] = []
original = store.commit


async def commit(pages: Sequence[Any], *others: Any, **named: Any) -> Any:
    begun = time.monotonic()
    result = await original(pages, *others, **named)
    commits.append((begun, time.monotonic() - begun, sum(len(page.entries) for page in pages)))
    return result


store.commit = commit
atexit.register(lambda: Path(os.environ["BENCH_COMMITS"]).write_text(json.dumps(commits)))
