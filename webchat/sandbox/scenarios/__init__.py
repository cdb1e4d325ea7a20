"""Prompts that play a part: every hard case of the API, by name.

scene      what a scenario is told, and the number after its name
refusals   an HTTP status instead of a reply
courses    replies that take an unusual course
showpieces replies that show what a reply can hold
texts      what those replies say; some of it in *.md files
garbage    a stream with everything a client must survive
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from webchat.sandbox.scenarios import courses, garbage, refusals, showpieces
from webchat.sandbox.scenarios.scene import Scene
from webchat.sandbox.script import Refusal, Reply

__all__ = ["SCENARIOS", "Scenario", "Scene", "table"]


@dataclass(frozen=True, slots=True)
class Scenario:
    usage: str
    sentence: str
    play: Callable[[Scene], Reply | Refusal]

    @property
    def name(self) -> str:
        return self.usage.split()[0]


_ALL = [
    Scenario("/plain", "A short reply: text only, no steps, no sources.", courses.plain),
    Scenario("/slow [seconds]", "A word at a time, with so many seconds before each (1), at any pace.", courses.slow),
    Scenario(
        "/silent [seconds]", "A few words, and then nothing for so many seconds (600), at any pace.", courses.silent
    ),
    Scenario("/long [kB]", "A reply of more than so many kilobytes of Markdown (110), quickly.", showpieces.long),
    Scenario("/markdown", "Everything CommonMark and GitHub's Markdown can show.", showpieces.markdown),
    Scenario(
        "/citations [more]",
        "Sources of every kind, also without title, without web address, and twice; then so many more (12).",
        showpieces.citations,
    ),
    Scenario(
        "/everything",
        "Steps, a retry, a warning, Markdown of every kind, sources and follow-ups, and yet short.",
        showpieces.everything,
    ),
    Scenario(
        "/steps",
        "Every kind of message: many steps, a tool's request, a warning, headings, unknown ones.",
        courses.steps,
    ),
    Scenario("/retry", "Begins, takes it all back (CONTROL_RETRY), and begins anew.", courses.retry),
    Scenario("/busy [seconds]", "429 with Retry-After (3); answers once those seconds have passed.", refusals.busy),
    Scenario("/queued [seconds]", "202; the reply stands in the chat after so many seconds (3).", courses.queued),
    Scenario("/timeout", "408: it took longer than timeoutMillis.", refusals.timeout),
    Scenario("/down", "503: the service is not there.", refusals.down),
    Scenario("/broken", "The connection breaks in the middle of the reply.", courses.broken),
    Scenario("/error", "An ERROR message inside a 200, after a part of the text.", courses.error),
    Scenario("/empty", "A 200 with steps and no answer.", courses.empty),
    Scenario("/garbage", "Bad lines among good ones, odd separators, a huge line, nulls everywhere.", garbage.garbage),
    Scenario(
        "/hostile",
        "Text that tries scripts, live attributes, bad links, remote images, forged sources.",
        showpieces.hostile,
    ),
]

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}


def table() -> str:
    """One line for each, for a terminal."""
    width = max(len(scenario.usage) for scenario in _ALL)
    return "\n".join(f"  {scenario.usage:<{width}}  {scenario.sentence}" for scenario in _ALL)
