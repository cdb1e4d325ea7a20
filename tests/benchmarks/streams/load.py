"""A server under a crowd of readers: what they see, and what it costs."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from streams import processes
from streams.client import Crowd, Reader, crowd
from streams.options import DRAIN, WARMING
from streams.servers import Plan, Server, Stage
from streams.tables import quantile

WARM_UP = Plan(20, 20)
CORES = os.cpu_count() or 1

Start = Callable[[], AbstractContextManager[Server]]


class Pulse:
    """A server's CPU seconds, and the chunks that its readers have seen, at many moments."""

    def __init__(self, pid: int, readers: Sequence[Reader]) -> None:
        self.pid, self.readers = pid, readers
        self.beats: list[tuple[float, float, int]] = []

    async def run(self) -> None:
        while True:
            chunks = sum(len(reader.sent) for reader in self.readers)
            self.beats.append((time.monotonic(), processes.cpu(self.pid), chunks))
            await asyncio.sleep(0.2)

    def cost(self, begin: float, end: float) -> float | None:
        """CPU seconds for 10,000 chunks between two moments; None if there was no time between them."""
        beats = [beat for beat in self.beats if begin <= beat[0] <= end]
        if len(beats) < 2 or beats[0][2] == beats[-1][2]:
            return None
        return (beats[-1][1] - beats[0][1]) / (beats[-1][2] - beats[0][2]) * 10_000


@dataclass(frozen=True)
class Load:
    crowd: Crowd
    elapsed: float  # seconds
    cpu: float  # seconds, of the server
    others: float  # CPU seconds of upstream and readers
    machine: float  # CPU seconds of everything that ran
    pulse: Pulse
    before: processes.Look
    full: processes.Look
    open: int  # replies at that last look

    @property
    def busy(self) -> float:
        """The part of one core it used."""
        return self.cpu / self.elapsed

    @property
    def others_busy(self) -> float:
        """The part of the machine that upstream and readers used."""
        return self.others / self.elapsed / CORES

    @property
    def foreign(self) -> float:
        """The part of the machine that programs used that have nothing to do with this."""
        return (self.machine - self.cpu - self.others) / self.elapsed / CORES

    @property
    def cost(self) -> float:
        """CPU seconds for 10,000 chunks."""
        return self.cpu / max(self.crowd.chunks, 1) * 10_000

    @property
    def steady_cost(self) -> float | None:
        """The same while all replies were open; None if they never were."""
        return self.pulse.cost(self.crowd.all_begun, self.crowd.first_end)

    @property
    def cost_each(self) -> float:
        """CPU seconds for a reply."""
        return self.cpu / len(self.crowd.readers)

    @property
    def memory_each(self) -> float:
        """Bytes for an open reply."""
        return (self.full.memory - self.before.memory) / max(self.open, 1)

    def first_byte(self, part: float) -> float:
        """Seconds."""
        return quantile((reader.first_byte for reader in self.crowd.readers if reader.first_byte is not None), part)

    def delay(self, part: float) -> float:
        """Seconds."""
        return quantile(self.crowd.delays, part) / 1e6


async def measured(stage: Stage, start: Start, count: int, plan: Plan, spread: float) -> Load:
    with start() as server:
        await warm_up(server)
        readers = [Reader(server.port, server.request(plan, person)) for person in range(WARMING, count + WARMING)]
        before, cpu = processes.look(server.pid), processes.cpu(server.pid)
        machine, others, begun = processes.machine(), _others(stage), time.monotonic()
        pulse = Pulse(server.pid, readers)
        beating = asyncio.create_task(pulse.run())
        looking = asyncio.create_task(_look_later(server.pid, readers, max(spread, (spread + plan.seconds) / 2)))
        seen = await crowd(readers, expected=plan.chunks, spread=spread, patience=plan.seconds + DRAIN)
        beating.cancel()
        full, open_replies = await looking
        await asyncio.sleep(0.5)  # what a server does after the last byte belongs to it
        return Load(
            crowd=seen,
            elapsed=time.monotonic() - begun,
            cpu=processes.cpu(server.pid) - cpu,
            others=_others(stage) - others,
            machine=processes.machine() - machine,
            pulse=pulse,
            before=before,
            full=full,
            open=open_replies,
        )


async def warm_up(server: Server, first_person: int = 0) -> None:
    """A server's first replies load what later ones find loaded."""
    people = range(first_person, first_person + WARMING)
    readers = [Reader(server.port, server.request(WARM_UP, person)) for person in people]
    done = await crowd(readers, expected=WARM_UP.chunks, spread=0.5, patience=30)
    if done.failed or done.lost:
        raise RuntimeError(f"the server on port {server.port} does not answer as it should: {readers[0].beginning!r}")


async def _look_later(pid: int, readers: Sequence[Reader], seconds: float) -> tuple[processes.Look, int]:
    """The server, and how many replies are open."""
    await asyncio.sleep(seconds)
    return processes.look(pid), sum(reader.first_byte is not None and not reader.ended for reader in readers)


def _others(stage: Stage) -> float:
    return processes.cpu(stage.upstream.pid) + time.process_time()
