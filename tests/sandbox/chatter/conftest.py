"""A sandbox with a small handbook as a Chatter, and somebody who is signed in to it."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from tests.conftest import serving
from tests.sandbox.chatter.client import Client
from tests.sandbox.conftest import write_handbook
from webchat.sandbox.chatter.app import create_chatter_app
from webchat.sandbox.chatter.layouts import SEED, Layout
from webchat.sandbox.chatter.settings import ChatterSettings

PASSWORD = "harbour-harbour"


@pytest.fixture(scope="module")
def layout() -> Layout:
    """To be overridden by modules that try another one."""
    return SEED


@pytest.fixture(scope="module")
def chatter_settings(tmp_path_factory: pytest.TempPathFactory, layout: Layout) -> ChatterSettings:
    folder = tmp_path_factory.mktemp("chatter")
    handbook = write_handbook(folder / "handbook")
    return ChatterSettings(data=folder / "data", password=PASSWORD, layout=layout, handbook=handbook, pace=0)


@pytest.fixture(scope="module")
def chatter(chatter_settings: ChatterSettings) -> Iterator[str]:
    """One for all tests of a module: each calls from an address of its own."""
    with serving(create_chatter_app(chatter_settings)) as url:
        yield url


@pytest.fixture
async def nobody(chatter: str, layout: Layout) -> AsyncIterator[Client]:
    """Not signed in."""
    async with Client(chatter, layout) as client:
        yield client


@pytest.fixture
async def mona(chatter: str, layout: Layout) -> AsyncIterator[Client]:
    """Just registered."""
    async with Client(chatter, layout) as client:
        await client.register(f"mona-{uuid4().hex[:12]}")
        yield client


@pytest.fixture
async def stig(chatter: str, layout: Layout) -> AsyncIterator[Client]:
    async with Client(chatter, layout) as client:
        await client.register(f"stig-{uuid4().hex[:12]}")
        yield client
