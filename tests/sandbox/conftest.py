"""A sandbox with a small handbook, served on loopback without pauses, and clients of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import serving
from tests.sandbox.client import TOKEN, Client
from webchat.sandbox.app import create_app
from webchat.sandbox.settings import Settings

PAGES = {
    "parental-leave": """\
---
title: Parental leave
datasource: people
url: https://handbook.northwind-harbour.example/people/parental-leave
updated: 2026-08-12
author: Inês Carvalho
---

## How much parental leave

Every parent gets 20 weeks of parental leave at full pay. Nobody has to give a reason.

| Country | Weeks |
|---|---|
| Poland | 41 |

## When to tell us

- At least ten weeks before the expected date.
""",
    "rollback": """\
---
title: Rollback guide
datasource: code
url: https://handbook.northwind-harbour.example/code/rollback
updated: 2026-10-20
author: Wouter Veldhuijs
---

## Rolling back a service

A rollback takes about 90 seconds.

```sh
nh deploy rollback bookings
```
""",
    "tides": """\
---
title: Tide tables
datasource: wiki
url: https://handbook.northwind-harbour.example/wiki/tides
updated: 2026-03-02
author: Imke Raaf
---

The tables hang in the hall by the west door.
""",
}


def write_handbook(folder: Path) -> Path:
    folder.mkdir()
    for name, page in PAGES.items():
        (folder / f"{name}.md").write_text(page, encoding="utf-8")
    (folder / "starters.txt").write_text("How many weeks of parental leave do I get?\n", encoding="utf-8")
    return folder


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    return write_handbook(tmp_path / "handbook")


@pytest.fixture
def settings(tmp_path: Path, handbook: Path) -> Settings:
    """For a sandbox of one's own."""
    return Settings(data=tmp_path / "data", token=TOKEN, handbook=handbook, pace=0, smallest_file=1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("sandbox")
    handbook = write_handbook(folder / "handbook")
    return Settings(data=folder / "data", token=TOKEN, handbook=handbook, pace=0, smallest_file=1)


@pytest.fixture(scope="module")
def url(served: Settings) -> Iterator[str]:
    """One sandbox for all tests of a module: each has users of its own, and users do not see each other."""
    with serving(create_app(served)) as url:
        yield url


@pytest.fixture
async def erin(url: str) -> AsyncIterator[Client]:
    async with Client(url, f"erin.employee@{uuid4()}.example.com") as client:
        yield client


@pytest.fixture
async def stig(url: str) -> AsyncIterator[Client]:
    async with Client(url, f"stig.stranger@{uuid4()}.example.com") as client:
        yield client
