"""What Linux knows of a process and its children."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    with suppress(OSError):
        children = (PROC / f"{pid}/task/{pid}/children").read_text().split()
        return [pid, *(each for child in children for each in family(int(child)))]
    return []


def cpu(pid: int) -> float:
    """Seconds that a process and its children have worked."""
    return sum(_ticks(each) for each in family(pid)) / TICKS


def machine() -> float:
    """Seconds that all its cores have worked, for whomever."""
    user, nice, system, _idle, _waiting, *others = map(int, (PROC / "stat").read_text().splitlines()[0].split()[1:9])
    return (user + nice + system + sum(others)) / TICKS


def _ticks(pid: int) -> int:
    with suppress(OSError):
        fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0


def _value(pid: int, file: str, name: str) -> int:
    with suppress(OSError):
        for line in (PROC / f"{pid}/{file}").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0


def _links(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for link in (PROC / f"{pid}/fd").iterdir():
            with suppress(OSError):
                yield str(link.readlink())


@dataclass(frozen=True)
class Look:
    """A process and its children at one moment."""

    memory: int  # bytes; what is shared is divided among those who share it
    threads: int  # of the one that has most of them
    databases: int  # open SQLite files


def look(pid: int) -> Look:
    pids = family(pid)
    return Look(
        memory=sum(_value(each, "smaps_rollup", "Pss:") for each in pids) * 1024,
        threads=max((_value(each, "status", "Threads:") for each in pids), default=0),
        databases=sum(link.endswith(".sqlite3") for each in pids for link in _links(each)),
    )
