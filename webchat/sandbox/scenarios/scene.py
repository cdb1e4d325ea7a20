"""What a scenario is told, and what it cites."""

import math
import re
import time
from dataclasses import dataclass, field
from datetime import date

from webchat.sandbox.handbook import Page
from webchat.sandbox.sources import page_document
from webchat.sandbox.wire import Wire

SITE = "https://handbook.northwind-harbour.example"

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Scene:
    argument: str = ""  # what follows the scenario's name
    user: str = ""
    # When each user's /busy is over, on the monotonic clock; outlives the scene.
    busy_until: dict[str, float] = field(default_factory=dict)

    def number(self, default: float) -> float:
        """The number after the name."""
        found = _NUMBER.match(self.argument)
        return float(found[0]) if found else default

    def seconds_refused(self) -> int:
        """Some until the time after the name is over, then 0 once: so a client that waits can be seen to succeed."""
        now = time.monotonic()
        if now < (until := self.busy_until.setdefault(self.user, now + self.number(3))):
            return math.ceil(until - now)
        del self.busy_until[self.user]
        return 0


def page(name: str) -> Wire:
    """The document of a page that nobody can open."""
    url = f"{SITE}/{name.replace(' ', '-')}"
    return page_document(Page(f"SANDBOX_{name}", name.capitalize(), "wiki", url, date(2026, 5, 4), "Imke Raaf", ""))
