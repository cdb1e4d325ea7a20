"""gunicorn's settings: `gunicorn -c python:webchat.gunicorn webchat.asgi:application`.

Address and number of workers are the caller's: `--bind`, `--workers`, or WEB_CONCURRENCY in the environment.
"""

import gc
from pathlib import Path
from typing import Any

worker_class = "asgi"
asgi_lifespan = "on"
# uvloop, which it would take if it were there, accepts one connection in each turn of the loop: with many replies
# running that is twenty a second, and whoever comes then waits. Python's own takes all that are there.
asgi_loop = "asyncio"
# A second way in, which nobody uses, and which wants a writable home.
control_socket_disable = True
# Longer than a proxy keeps its own end open, so that it never writes into a connection we have just closed.
keepalive = 75
# After this a worker is killed: more than the second below and the longest WEBCHAT_SHUTDOWN_GRACE together.
graceful_timeout = 30
loglevel = "warning"
# A worker shows that it lives by touching a file; on a slow disk that alone can block it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def post_fork(_server: Any, worker: Any) -> None:
    """A worker first waits for its open connections and only then lets the application end, while the same clock runs
    in its parent: whoever kept a page open would have it killed in between. So it waits less than its parent, and the
    running replies, whose connections stay open meanwhile, get the rest.
    """
    worker.cfg.set("graceful_timeout", 1)


def post_worker_init(_worker: Any) -> None:
    """What was loaded is there to stay, and running replies leave few cycles: looking through all of it every 700
    objects costs up to a tenth of the time and makes frames late.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
