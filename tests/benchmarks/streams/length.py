"""What a reply costs against its length."""

import asyncio
from itertools import batched

from streams import processes
from streams.client import Reader, crowd
from streams.load import warm_up
from streams.options import DRAIN, WARMING, Options
from streams.servers import Plan, Server, Stage
from streams.tables import Table
from streams.upstream import CHARACTERS

PACE = 400  # chunks a second
AT_ONCE = 4  # replies
ENOUGH = 80  # kB; what is shorter is sent several times


async def length(stage: Stage, options: Options) -> Table:
    table = Table(
        title="Cost against length",
        head=("reply", "chunks", "CPU ms, one reply", "ratio", "ms for 1,000 chunks", "lost"),
        about=f"CPU of the whole server for one reply at {PACE} chunks a second. *Ratio*: for four times the text.",
    )
    before = 0.0
    with stage.ours() as server:
        await warm_up(server)
        for size in options.kilobytes:
            plan = Plan(round(size * 1000 / CHARACTERS), PACE)
            cost, lost = await _one_reply(server, plan, rounds=max(1, ENOUGH // size))
            ratio = f"{cost / before:.1f}" if before else ""
            each = f"{cost / plan.chunks * 1e6:.0f}"
            table.rows.append((f"{size} kB", f"{plan.chunks:,}", f"{cost * 1e3:.0f}", ratio, each, f"{lost}"))
            before = cost
    return table


async def _one_reply(server: Server, plan: Plan, rounds: int) -> tuple[float, int]:
    """Its CPU seconds, and how many chunks all of them have lost. The kernel counts in hundredths of a second, so it
    takes several replies to tell: four at once, and so many rounds."""
    lost, cpu = 0, processes.cpu(server.pid)
    for people in batched(range(WARMING, WARMING + AT_ONCE * rounds), AT_ONCE):
        readers = [Reader(server.port, server.request(plan, person)) for person in people]
        lost += (await crowd(readers, expected=plan.chunks, spread=0.05, patience=plan.seconds + DRAIN)).lost
    await asyncio.sleep(0.5)
    return (processes.cpu(server.pid) - cpu) / (AT_ONCE * rounds), lost
