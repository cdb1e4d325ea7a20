"""Ours, a bare relay, nginx, and no server at all."""

import sys
from collections.abc import Mapping

from streams.load import Load, Start, measured
from streams.options import Options
from streams.servers import NGINX, Plan, Stage
from streams.tables import Table, milliseconds, times

FULL = 0.9  # of one core: a server with one process can do no more
ALONE = 0.1  # of the machine, for other programs
EXACT = 0.01  # seconds; readers that see a chunk later than this without any server between are too busy themselves


async def side_by_side(stage: Stage, options: Options) -> Table:
    table = Table(
        title=f"Side by side, {options.rate} chunks a second each",
        head=(
            *("replies", "server", "first byte p50", "p95", "added p50", "p95", "p99", "lost"),
            *("CPU", "steady", "busy", "kB each", "threads", "others busy"),
        ),
        about=(
            f"Each reply is written for {options.seconds} s; all of them are opened within {options.spread:g} s. "
            "*First byte*: of the body, ms after the question. *Added*: ms from the upstream's sending a chunk to the "
            "reader's seeing it, in whatever HTML. *Lost*: chunks. *CPU*: seconds of the server for 10,000 chunks, "
            "opening and end included; *steady*: the same while all replies are open. *Busy*: the part of one core it "
            "used; *others busy*: what upstream and readers used, of the machine. *kB each*: what an open reply takes, "
            "beyond what the warmed-up process has in reserve. "
            "*Direct*: no server between, which is how exact the readers are."
        ),
        words=2,
    )
    plan = Plan(options.seconds * options.rate, options.rate)
    for count in options.replies:
        loads = await _loads(table, stage, options, count, plan)
        for name, load in loads.items():
            table.rows.append(_row(count, name, load))
        table.rows.append(_ratios(count, loads))
    return table


async def opening(stage: Stage, options: Options) -> Table:
    table = Table(
        title=f"{options.opening:,} replies opened within {options.spread:g} s",
        head=(
            *("replies", "server", "first byte p50", "p95", "max", "lost"),
            *("CPU ms each", "busy", "kB each", "threads", "others busy"),
        ),
        about="One chunk a second each, so that opening is most of the work. *CPU ms each*: of the server, a reply.",
        words=2,
    )
    loads = await _loads(table, stage, options, options.opening, Plan(options.seconds, 1))
    for name, load in loads.items():
        table.rows.append(_opening_row(options.opening, name, load))
    return table


async def _loads(table: Table, stage: Stage, options: Options, count: int, plan: Plan) -> Mapping[str, Load]:
    servers: dict[str, Start] = {"direct": stage.direct, "nginx": stage.nginx, "relay": stage.relay, "ours": stage.ours}
    if NGINX is None:
        del servers["nginx"]
        table.note("nginx is not installed, so its rows are missing.")
    loads = {}
    for name, start in servers.items():
        sys.stderr.write(f"{count:,} replies, {name} ...\n")
        loads[name] = load = await measured(stage, start, count, plan, options.spread)
        for trouble in _troubles(name, load, plan):
            table.note(f"{name.capitalize()} at {count:,} replies: {trouble}")
    return loads


def _troubles(name: str, load: Load, plan: Plan) -> list[str]:
    crowd = load.crowd
    found = {
        "upstream and readers alone are too much for this machine.": name == "direct" and load.delay(0.95) > EXACT,
        f"other programs took {load.foreign:.0%} of the machine.": load.foreign > ALONE,
        "its one process is full, so chunks wait in a queue that grows.": name != "direct" and load.busy > FULL,
        f"the upstream itself was once {crowd.longest_gap / 1e3:.0f} ms late.": crowd.longest_gap > 2e6 / plan.rate,
        f"{crowd.failed} answers failed or did not end in time; {crowd.unanswered} of them never began.": crowd.failed,
        f"{load.full.databases} connections to SQLite were open.": load.full.databases,
    }
    return [sentence for sentence, is_so in found.items() if is_so]


def _row(count: int, name: str, load: Load) -> list[str]:
    steady = "" if load.steady_cost is None else f"{load.steady_cost:.2f}"
    return [
        *(f"{count:,}", name, *(milliseconds(load.first_byte(part)) for part in (0.5, 0.95))),
        *(milliseconds(load.delay(part)) for part in (0.5, 0.95, 0.99)),
        f"{load.crowd.lost:,}",
        *_of_a_server(name, f"{load.cost:.2f}", steady, *_common(load)),
        f"{load.others_busy:.0%}",
    ]


def _opening_row(count: int, name: str, load: Load) -> list[str]:
    return [
        *(f"{count:,}", name, *(milliseconds(load.first_byte(part)) for part in (0.5, 0.95, 1))),
        f"{load.crowd.lost:,}",
        *_of_a_server(name, milliseconds(load.cost_each), *_common(load)),
        f"{load.others_busy:.0%}",
    ]


def _common(load: Load) -> tuple[str, ...]:
    return f"{load.busy:.0%}", f"{load.memory_each / 1000:.0f}", f"{load.full.threads}"


def _of_a_server(name: str, *cells: str) -> tuple[str, ...]:
    """There is none in the direct row."""
    return ("",) * len(cells) if name == "direct" else cells


def _ratios(count: int, loads: Mapping[str, Load]) -> list[str]:
    ours, relay = loads["ours"], loads["relay"]
    added = [times(ours.delay(part), relay.delay(part)) for part in (0.5, 0.95, 0.99)]
    costs = times(ours.cost, relay.cost), times(ours.steady_cost, relay.steady_cost)
    return [f"{count:,}", "ours / relay", "", "", *added, "", *costs, "", "", "", ""]
