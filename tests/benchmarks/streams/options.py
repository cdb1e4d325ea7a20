"""How much is measured."""

from collections.abc import Sequence
from dataclasses import dataclass

WARMING = 5  # people whose replies are not counted
OPENED = 15  # replies a second, calmly
DRAIN = 120  # seconds to wait for what a server is behind with


@dataclass(frozen=True)
class Options:
    replies: Sequence[int] = (10, 100, 200, 500, 1000)  # side by side
    opening: int = 1000  # replies opened within `spread`
    spread: float = 3.0  # seconds
    seconds: int = 10  # a reply is written for
    rate: int = 20  # chunks a second
    kilobytes: Sequence[int] = (5, 20, 80, 320)
    committed: Sequence[int] = (1, 10, 100, 500)  # replies
    elsewhere: Sequence[int] = (1, 10, 50)  # replies

    def calmly(self, replies: int) -> float:
        """Seconds to open so many replies in where it is not their opening that is measured."""
        return max(self.spread, replies / OPENED)

    @property
    def people(self) -> int:
        return max(*self.replies, *self.committed, *self.elsewhere, self.opening, 64) + WARMING


QUICK = Options(
    replies=(10, 50),
    opening=100,
    spread=1.0,
    seconds=3,
    kilobytes=(5, 20, 80),
    committed=(1, 10, 50),
    elsewhere=(1, 10),
)
