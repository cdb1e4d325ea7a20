"""What a reply costs while it streams, and what it adds: python tests/benchmarks/bench_streams.py [PART ...]

    side-by-side   ours, a bare relay, nginx and no server at all, at 10 to 1,000 open replies
    opening        1,000 replies opened within three seconds
    length         the server's CPU for replies of 5 to 320 kB
    commits        transactions a second against the number of running replies
    elsewhere      how far the reader of another process is behind

All of them by default, which takes about a quarter of an hour; --quick takes two minutes and shows the same with fewer
replies. Real servers, each a process, one after the other; upstream and readers share the machine with them.
"""

import argparse
import gc
import resource
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from streams.commits import commits
from streams.elsewhere import elsewhere
from streams.length import length
from streams.options import QUICK, Options
from streams.servers import Stage
from streams.side_by_side import opening, side_by_side

PARTS = {
    "side-by-side": side_by_side,
    "opening": opening,
    "length": length,
    "commits": commits,
    "elsewhere": elsewhere,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", type=part, default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter replies")
    parser.add_argument("--replies", type=numbers, help="side by side: how many are open (10,100,200,500,1000)")
    parser.add_argument("--spread", type=float, help="seconds that all replies are opened within (3)")
    parser.add_argument("--seconds", type=int, help="that a reply is written for (10)")
    parser.add_argument("--markdown", action="store_true", help="the tables as docs/benchmarks.md has them")
    parser.add_argument("--port", type=int, default=18100, help="all ports come after this one (18100)")
    return parser.parse_args()


def part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PARTS)}")
    return name


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


async def main(wanted: argparse.Namespace) -> None:
    given = {name: getattr(wanted, name) for name in ("replies", "seconds", "spread") if getattr(wanted, name)}
    options = replace(QUICK if wanted.quick else Options(), **given)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), wanted.port)
        with stage.opened(options.people):
            for name in wanted.parts:
                table = await PARTS[name](stage, options)
                sys.stdout.write((table.markdown() if wanted.markdown else table.plain()) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a socket for each reply, in every process
    gc.disable()  # readers that stop to tidy up would count as a delay
    uvloop.run(main(arguments()))
