"""How far a reader is behind who asks another process than the one that writes the reply."""

import asyncio
from collections.abc import Sequence

from streams import processes
from streams.client import CLOCK, Reader
from streams.load import warm_up
from streams.options import DRAIN, WARMING, Options
from streams.servers import Plan, Server, Stage
from streams.tables import Table, milliseconds, quantile

Pair = tuple[Reader, Reader]  # of the owner, and of the other process


async def elsewhere(stage: Stage, options: Options) -> Table:
    table = Table(
        title="Another process owns the reply",
        head=("replies", "behind p50", "p95", "max", "lost there", "lost here", "CPU there", "CPU here"),
        about=(
            f"Two processes on the same SQLite file: one (*there*) owns the replies, {options.rate} chunks a second "
            "each, and has a reader for each; the other one (*here*) shows the same replies. *Behind*: ms from a "
            "chunk's coming to the reader there to its coming to the one here. *CPU*: seconds for 10,000 chunks."
        ),
    )
    plan = Plan(options.seconds * options.rate, options.rate)
    for count in options.elsewhere:
        data = stage.fresh_data()
        with stage.ours(data) as owner, stage.ours(data) as other:
            await warm_up(owner)
            await warm_up(other, first_person=options.people - WARMING)
            before = [processes.cpu(server.pid) for server in (owner, other)]
            pairs = await _pairs(owner, other, plan, count, options.calmly(count))
            await asyncio.sleep(0.5)
            after = [processes.cpu(server.pid) for server in (owner, other)]
        behind = [delay / 1e6 for pair in pairs for delay in _behind(*pair)]
        lost = [sum(plan.chunks - len(reader.sent) for reader in readers) for readers in zip(*pairs, strict=True)]
        used = [(end - begin) / (plan.chunks * count) * 10_000 for begin, end in zip(before, after, strict=True)]
        table.rows.append(
            [
                *(f"{count}", *(milliseconds(quantile(behind, part)) for part in (0.5, 0.95, 1))),
                *(f"{each}" for each in lost),
                *(f"{each:.2f}" for each in used),
            ]
        )
    return table


async def _pairs(owner: Server, other: Server, plan: Plan, count: int, spread: float) -> Sequence[Pair]:
    async def pair(number: int) -> Pair:
        await asyncio.sleep(spread * number / count)
        person = WARMING + number
        there = Reader(owner.port, owner.request(plan, person))
        reading = asyncio.create_task(there.read())
        here = Reader(other.port, other.again(await there.named, person))
        await asyncio.gather(reading, here.read())
        return there, here

    async with asyncio.timeout(plan.seconds + spread + DRAIN):
        return await asyncio.gather(*map(pair, range(count)))


def _behind(there: Reader, here: Reader) -> Sequence[int]:
    """Microseconds, of the chunks that came there after the first byte here: what came before is told at once."""
    begun = (here.asked + (here.first_byte or 0)) * 1e6
    seen = dict(zip(here.sent, here.seen, strict=True))
    return [
        _difference(seen[chunk], moment)
        for chunk, moment in zip(there.sent, there.seen, strict=True)
        if chunk in seen and _difference(moment, begun) > 0
    ]


def _difference(later: float, sooner: float) -> int:
    """Of two times of a clock that begins anew; negative if they come the other way round."""
    return int(later - sooner + CLOCK // 2) % CLOCK - CLOCK // 2
