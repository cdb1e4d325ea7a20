"""An HTTP status instead of a reply."""

from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.script import Refusal, Reply, written


def busy(scene: Scene) -> Reply | Refusal:
    seconds = scene.seconds_refused()
    if seconds:
        return Refusal(429, "Too Many Requests", retry_after=seconds)
    return Reply(list(written(["Thank you for waiting."])))


def timeout(_: Scene) -> Refusal:
    return Refusal(408, "Request Timeout")


def down(_: Scene) -> Refusal:
    return Refusal(503, "Service Unavailable")
