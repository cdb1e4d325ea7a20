"""Requests and responses of the real server, in the order they were recorded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Wire = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "upstream" / "samples" / "chatter"
ENDPOINTS = ".endpoints"  # a map by what was asked for so far
VERSIONS = ("seed", "september")  # named as the layouts are


@dataclass(frozen=True)
class Recording:
    name: str
    method: str
    path: str
    signed_in: bool
    sent: Wire = field(repr=False)  # json, params, data, files
    status: int
    headers: dict[str, str] = field(repr=False)
    body: Any = field(repr=False)


def recorded(version: str) -> list[Recording]:
    paths = sorted((FOLDER / version).glob("[0-9]*.json"))
    return [_recording(path) for path in paths]


def _recording(path: Path) -> Recording:
    pair = json.loads(path.read_text(encoding="utf-8"))
    asked, said = pair["request"], pair["response"]
    name = path.name.removesuffix(".json").removesuffix(".meta")
    stream = path.with_name(f"{name}.txt")
    return Recording(
        name=name,
        method=asked["method"],
        path=asked["path"],
        signed_in="authorization" in asked or stream.exists(),
        sent={key: asked[key] for key in ("json", "params", "data", "files") if key in asked},
        status=said["status"],
        headers=dict(said["headers"]),
        body=stream.read_text(encoding="utf-8") if stream.exists() else said["body"],
    )


def differences(theirs: Any, ours: Any, place: str = "") -> Iterator[str]:
    """In keys and types. A list must hold what one of theirs could be; where they had none, anything."""
    if type(theirs) is not type(ours):
        yield f"{place}: {type(theirs).__name__} became {type(ours).__name__}"
    elif isinstance(theirs, dict):
        if place == ENDPOINTS:
            theirs = dict.fromkeys(ours, next(iter(theirs.values())))
        if theirs.keys() != ours.keys():
            yield f"{place}: {sorted(theirs.keys() ^ ours.keys())}"
        for key in theirs.keys() & ours.keys():
            yield from differences(theirs[key], ours[key], f"{place}.{key}")
    elif isinstance(theirs, list):
        if theirs and not ours:
            yield f"{place}: is empty"
        for each in ours if theirs else ():
            yield from min((list(differences(model, each, f"{place}[]")) for model in theirs), key=len)
