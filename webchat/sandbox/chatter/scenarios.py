"""Prompts that play a part, in Chatter's words: every hard case of the API, by name."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from webchat.sandbox.chatter.problems import Problem, too_many
from webchat.sandbox.chatter.script import Apology, Event, Failure, Raw, Script, Token, Unsaid, written
from webchat.sandbox.cues import STEP, Cut, Wait
from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.scenarios.texts import PASSAGE, sections, text

_FAILURE = (
    "I'm sorry, I encountered an error: Error code: 500 - {'error': {'message': 'The server had an error while "
    "processing your request', 'type': 'server_error', 'param': None, 'code': None}}"
)
_INSIDE = (
    '(psycopg.OperationalError) password authentication failed for user "chatter"\n[SQL: SELECT users.password_hash]'
)
_HUGE = 1_500_000  # characters in one line
_SEPARATORS = "\u2028\u2029\x85"


@dataclass(frozen=True, slots=True)
class Scenario:
    usage: str
    sentence: str
    play: Callable[[Scene], Script]

    @property
    def name(self) -> str:
        return self.usage.split()[0]


def _plain(_: Scene) -> Script:
    return list(written(PASSAGE))


def _slow(scene: Scene) -> Script:
    seconds = scene.number(1)
    return [cue for token in written(PASSAGE, word=0) for cue in (Wait(seconds), token)]


def _silent(scene: Scene) -> Script:
    first, *rest = written(PASSAGE)
    return [first, Wait(scene.number(600)), *rest]


def _long(scene: Scene) -> Script:
    """Many words at once: a model's pace would take minutes."""
    return list(written("".join(sections(scene.number(110) * 1000)), words=40, word=0.0005))


def _markdown(_: Scene) -> Script:
    return list(written(text("markdown.md")))


def _hostile(_: Scene) -> Script:
    return list(written(text("hostile.md")))


def _steps(_: Scene) -> Script:
    return [*_node("retrieve_documents"), *_node("call_model"), *written(PASSAGE), _usage()]


def _busy(scene: Scene) -> Script:
    if seconds := scene.seconds_refused():
        raise too_many(1, seconds)
    return list(written("Thank you for waiting."))


def _down(_: Scene) -> Script:
    raise Problem(503, "The service is temporarily unavailable")


def _broken(_: Scene) -> Script:
    return [*written(PASSAGE[:80]), Cut()]


def _error(_: Scene) -> Script:
    return [*written(PASSAGE[:80]), Failure(_INSIDE)]


def _bare_error(_: Scene) -> Script:
    return [*written(PASSAGE[:80]), Failure(_INSIDE, bare=True)]


def _model_error(_: Scene) -> Script:
    return [Apology(_FAILURE)]


def _empty(_: Scene) -> Script:
    return [Unsaid(PASSAGE)]


def _nothing(_: Scene) -> Script:
    return []


def _garbage(_: Scene) -> Script:
    return [
        Token("The good lines "),
        Raw(b"data: not json at all\n\n"),
        Raw(b'data: {"type": "token", "conte\n\n'),
        Raw(b": a comment\n\nevent: ping\nid: 7\nretry: 10\n\n"),
        Token(f"all{_SEPARATORS}"),
        Raw(b'data: [1, 2, 3]\n\ndata: 42\n\ndata: "text"\n\ndata: null\n\ndata: {}\n\ndata:\n\n'),
        Raw(b'data:{"type":"token","content":" arrive,"}\n\n', " arrive,"),
        Raw(b'data: {"type": "thinking", "content": "hm"}\n\ndata: {"type": "heartbeat"}\n\ndata: {"type": null}\n\n'),
        Raw(b'data: {"type": "token", "content": null}\n\ndata: {"type": "token", "content": 7}\n\n'),
        Raw(b'data: {"type": "thinking", "content": "\xff\xfe"}\n\n'),
        Raw(b"data: " + json.dumps({"type": "thinking", "content": "x" * _HUGE}).encode() + b"\n\n"),
        Raw(b'data: {"type": "token", "content": " with a carriage return,"}\r\n\r\n', " with a carriage return,"),
        Token(" and the bad ones are skipped."),
    ]


def _node(name: str) -> Iterator[Event]:
    """Named in Chatter's documentation; no version of it sends them."""
    yield Event({"type": "node_start", "metadata": {"node": name}}, STEP)
    yield Event({"type": "node_complete", "metadata": {"node": name}}, STEP)


def _usage() -> Event:
    usage = {"prompt_tokens": 31, "completion_tokens": 60, "total_tokens": 91, "model": "quotes"}
    return Event({"type": "usage", "usage": usage})


_ALL = [
    Scenario("/plain", "A short reply.", _plain),
    Scenario("/slow [seconds]", "A word at a time, with so many seconds before each (1), at any pace.", _slow),
    Scenario("/silent [seconds]", "A word, and then nothing for so many seconds (600), at any pace.", _silent),
    Scenario("/long [kB]", "A reply of more than so many kilobytes of Markdown (110), quickly.", _long),
    Scenario("/markdown", "Everything CommonMark and GitHub's Markdown can show.", _markdown),
    Scenario("/steps", "Events for nodes and usage, which Chatter documents and never sends.", _steps),
    Scenario("/busy [seconds]", "429 with Retry-After (3); answers once those seconds have passed.", _busy),
    Scenario("/down", "503: the service is not there.", _down),
    Scenario("/broken", "The connection breaks in the middle of the reply.", _broken),
    Scenario("/error", "An error event after a part of the text; 400 where it is not streamed.", _error),
    Scenario("/bare-error", "The same, as the event of two keys that Chatter has on one of its ways.", _bare_error),
    Scenario("/model-error", "The language model fails: Chatter says so as if it were the answer.", _model_error),
    Scenario("/empty", "A stream without tokens; the answer stands in the conversation.", _empty),
    Scenario("/nothing", "A stream without tokens, and an answer without words.", _nothing),
    Scenario("/garbage", "Bad lines among good ones, odd framing, a huge line, nulls everywhere.", _garbage),
    Scenario("/hostile", "Text that tries scripts, live attributes, bad links, remote images.", _hostile),
]
SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}


def table() -> str:
    """One line for each, for a terminal."""
    width = max(len(scenario.usage) for scenario in _ALL)
    return "\n".join(f"  {scenario.usage:<{width}}  {scenario.sentence}" for scenario in _ALL)
