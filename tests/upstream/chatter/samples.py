"""What a real Chatter has answered, as Chatter in tests says it again."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.upstream.server import Said

SAMPLES = Path(__file__).parent.parent / "samples" / "chatter"
NAMES = sorted({f"{path.parent.name}/{path.name.partition('.')[0]}" for path in SAMPLES.glob("*/*")})
FRAMING = {"connection", "content-encoding", "content-length", "transfer-encoding"}


@cache
def recorded(name: str) -> Any:
    """The request and the response of `seed/13-login`."""
    path = SAMPLES / f"{name}.json"
    return json.loads((path if path.exists() else SAMPLES / f"{name}.meta.json").read_text())


def body(name: str) -> Any:
    return recorded(name)["response"]["body"]


def stream(name: str) -> bytes:
    return (SAMPLES / f"{name}.txt").read_bytes()


def said(name: str) -> Said:
    response = recorded(name)["response"]
    headers = {key: value for key, value in response.get("headers", []) if key not in FRAMING}
    if "body" not in response:
        return Said([event + b"\n\n" for event in stream(name).split(b"\n\n") if event], headers=headers)
    content = response["body"]
    is_json = "json" in headers.get("content-type", "json")
    return Said(json.dumps(content).encode() if is_json else content.encode(), response["status"], headers)
