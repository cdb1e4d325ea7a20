"""The face is held against recordings of the real server: the same requests, in the same order."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import serving
from tests.sandbox.chatter.client import events
from tests.sandbox.chatter.recordings import VERSIONS, Recording, differences, recorded
from tests.sandbox.conftest import write_handbook
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.layouts import LAYOUTS
from webchat.sandbox.chatter.settings import ChatterSettings

PROFILES_CANNOT_BE_MADE, NO_STATISTICS = "69-profiles-slash", "82-doc-stats"
# How far the processing of a document has come, in which the recorded server had not the same luck.
PROCESSING = re.compile(r"\.(status|processing_\w+|last_accessed_at): ")
# Details with ids, times or SQL in them.
TOLD_OTHERWISE = re.compile("sqlalchemy|validation error")
OF_THE_CONNECTION = {"connection", "content-length", "date", "server", "transfer-encoding"}
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
FAILING = re.compile("FAIL 400")  # what made the recorded server's model fail
CONTENT = b"Chatter keeps documents. The sky is blue.\n" * 40


@dataclass(frozen=True)
class Played:
    recording: Recording
    response: httpx.Response


def playable(version: str) -> list[Recording]:
    return [each for each in recorded(version) if each.name not in {PROFILES_CANNOT_BE_MADE, NO_STATISTICS}]


ALL = [(version, each) for version in VERSIONS for each in playable(version)]
PAIRS = [(version, each.name) for version, each in ALL]
PROBLEMS = [(version, each.name) for version, each in ALL if each.headers["content-type"] == "application/problem+json"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Played]:
    return {
        (version, each.recording.name): each
        for version in VERSIONS
        for each in play(version, tmp_path_factory.mktemp(version))
    }


def play(version: str, folder: Path) -> Iterator[Played]:
    """Nothing is served from the pool: after some answers the connection is gone."""
    handbook = write_handbook(folder / "handbook")
    settings = ChatterSettings(data=folder / "data", password="-", layout=LAYOUTS[version], handbook=handbook, pace=0)
    limits = httpx.Limits(max_keepalive_connections=0)
    with (
        serving(create_chatter_app(settings)) as url,
        httpx.Client(base_url=url, trust_env=False, limits=limits) as http,
    ):
        player = Player(http)
        for recording in playable(version):
            yield Played(recording, player.play(recording))


class Player:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._ours: dict[str, str] = {}  # our ids by theirs
        self._token = ""
        self._cookie = ""

    def play(self, recording: Recording) -> httpx.Response:
        path, headers = self._in_our_ids(recording.path), self._headers(recording)
        response = self._http.request(recording.method, path, headers=headers, **self._sent(recording))
        self._learn(recording, response)
        return response

    def _headers(self, recording: Recording) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._token}"} if recording.signed_in else {}
        match recording.name.partition("-")[2]:
            case "me-bad-token":
                return {"Authorization": "Bearer nonsense"}
            case "refresh":
                return {"Cookie": f"refresh_token={self._cookie}"}
            case "correlation-id-echo":
                return headers | {"X-Correlation-ID": "ui-test-123"}
            case "host-refused":
                return {"Host": "evil.example"}
        return headers

    def _sent(self, recording: Recording) -> dict[str, Any]:
        sent = json.loads(self._in_our_ids(FAILING.sub("/model-error", json.dumps(recording.sent))))
        if "files" in sent:
            name, kind, size = sent["files"]["file"]
            sent["files"] = {"file": (name, CONTENT[:size], kind)}
        elif "data" in sent:  # a form all the same
            sent["files"] = {"nothing": ("", b"")}
        return sent

    def _in_our_ids(self, text: str) -> str:
        return ULID.sub(lambda found: self._ours.get(found[0], found[0]), text)

    def _learn(self, recording: Recording, response: httpx.Response) -> None:
        if "set-cookie" in response.headers:
            self._cookie = response.headers["set-cookie"].partition(";")[0].partition("=")[2]
        if "json" in response.headers["content-type"]:
            body = response.json()
            if isinstance(body, dict):
                self._token = body.get("access_token", self._token)
            for theirs, ours in zip(
                ULID.findall(json.dumps(recording.body)), ULID.findall(response.text), strict=False
            ):
                self._ours.setdefault(theirs, ours)


@pytest.mark.parametrize(("version", "name"), PAIRS)
def test_the_answer_is_the_recorded_one(played: dict[tuple[str, str], Played], version: str, name: str):
    """Status, content type, names of headers; keys and types of its body, or of its events."""
    recording, response = played[version, name].recording, played[version, name].response
    assert response.status_code == recording.status, response.text
    assert names_of(dict(response.headers)) == names_of(recording.headers)
    for header in ("content-type", "x-ratelimit-limit", "x-ratelimit-window", "cache-control", "allow"):
        assert response.headers.get(header) == recording.headers.get(header)
    assert [each for each in different(recording, response) if not PROCESSING.search(each)] == []


@pytest.mark.parametrize(("version", "name"), PROBLEMS)
def test_a_problem_says_the_recorded_words(played: dict[tuple[str, str], Played], version: str, name: str):
    recording, response = played[version, name].recording, played[version, name].response
    theirs, ours = recording.body, response.json()
    assert urlsplit(ours.pop("type")).path == urlsplit(theirs["type"]).path
    assert ULID.sub("", urlsplit(ours.pop("instance")).path) == ULID.sub("", urlsplit(theirs["instance"]).path)
    known = {key: value for key, value in theirs.items() if key not in {"type", "instance"}}
    if TOLD_OTHERWISE.search(theirs["detail"]):
        assert ours.pop("detail").split(":")[0] == known.pop("detail").split(":")[0]
    assert {**ours, "resourceId": ""} == {**known, "resourceId": ""}


def names_of(headers: dict[str, str]) -> set[str]:
    return set(headers) - OF_THE_CONNECTION


def different(recording: Recording, response: httpx.Response) -> list[str]:
    kind = recording.headers["content-type"]
    if kind.startswith("text/event-stream"):
        theirs, ours = events(recording.body), events(response.text)
        return list(differences(without_repetition(theirs), without_repetition(ours)))
    if "json" in kind:
        return list(differences(recording.body, response.json()))
    return [] if recording.body == response.text else ["another text"]


def without_repetition(received: list[dict[str, Any]]) -> dict[str, Any]:
    """Each event by its place and its type, as if all tokens were one."""
    pairs = zip([{"type": ""}, *received], received, strict=False)
    kept = [event for before, event in pairs if not before["type"] == event["type"] == "token"]
    return {f"{number} {event['type']}": event for number, event in enumerate(kept)}
