"""Transactions a second against the number of running replies."""

import asyncio
import json

from streams.client import Reader, crowd
from streams.load import warm_up
from streams.options import DRAIN, WARMING, Options
from streams.servers import Plan, Stage
from streams.tables import Table, milliseconds, quantile

PACE = 4  # chunks a second


async def commits(stage: Stage, options: Options) -> Table:
    table = Table(
        title="Commits",
        head=("replies", "commits a second", "ms each p50", "p95", "rows each", "rows a second"),
        about=f"Transactions of the beat while so many replies run, at {PACE} chunks a second each.",
    )
    crowds = {}
    with stage.ours(application="streams.counted:application") as server:
        await warm_up(server)
        for count in options.committed:
            spread = options.calmly(count)
            plan = Plan(PACE * round(options.seconds + spread), PACE)
            readers = [Reader(server.port, server.request(plan, person)) for person in range(WARMING, count + WARMING)]
            seen = await crowd(readers, expected=plan.chunks, spread=spread, patience=plan.seconds + DRAIN)
            crowds[count] = seen
            if seen.lost or seen.failed:
                table.note(f"At {count} replies {seen.lost} chunks were lost and {seen.failed} answers failed.")
            await asyncio.sleep(1)
    noted = json.loads(stage.commits.read_text())
    for count, seen in crowds.items():
        during = [commit for commit in noted if seen.all_begun <= commit[0] < seen.first_end]
        if during:
            table.rows.append(_row(count, during, seen.first_end - seen.all_begun))
        else:
            table.note(f"{count} replies were never open at the same time.")
    return table


def _row(count: int, commits: list[tuple[float, float, int]], seconds: float) -> list[str]:
    rows = sum(commit[2] for commit in commits)
    return [
        *(f"{count}", f"{len(commits) / seconds:.1f}"),
        *(milliseconds(quantile((commit[1] for commit in commits), part)) for part in (0.5, 0.95)),
        *(f"{rows / len(commits):.0f}", f"{rows / seconds:.0f}"),
    ]
