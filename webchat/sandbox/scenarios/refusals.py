"""An HTTP status instead of a reply."""

import math
import time

from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.script import Refusal, Reply, written


def busy(scene: Scene) -> Reply | Refusal:
    """Refused until the time is over, then answered once: so a client that waits can be seen to succeed."""
    now, seconds = time.monotonic(), scene.number(3)
    if now >= scene.busy_until.setdefault(scene.user, now + seconds):
        del scene.busy_until[scene.user]
        return Reply(list(written(["Thank you for waiting."])))
    left = scene.busy_until[scene.user] - now
    return Refusal(429, "Too Many Requests", retry_after=math.ceil(left))


def timeout(_: Scene) -> Refusal:
    return Refusal(408, "Request Timeout")


def down(_: Scene) -> Refusal:
    return Refusal(503, "Service Unavailable")
