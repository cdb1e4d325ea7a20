import asyncio
from dataclasses import replace

import pytest

from tests.upstream.chatter.samples import said
from tests.upstream.server import Said, said_json
from webchat.upstream.chatter import LAYOUTS, ChatterConfig
from webchat.upstream.chatter.discovery import layout_of
from webchat.upstream.errors import BadResponse, TokenRefused

NO_ROUTE = said("seed/91-not-a-route")
SEED, SEPTEMBER, NEWEST = LAYOUTS.values()
SIGNS = [layout.sign for layout in LAYOUTS.values()]


def path(asked):
    return asked.target.partition("?")[0]


def only(*there):
    """A server that has these paths and no others."""
    return lambda asked: said_json({}) if path(asked) in there else NO_ROUTE


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
async def test_a_layout_is_found_by_what_answers(http, server, config, credential, layout):
    server.answer = only(layout.sign)
    assert await layout_of(http, config, credential) == layout
    assert [path(asked) for asked in server.asked] == SIGNS[: SIGNS.index(layout.sign) + 1]


async def test_a_layout_that_is_set_is_not_looked_for(http, server, credential):
    config = ChatterConfig(base_url=server.url, layout=NEWEST)
    assert await layout_of(http, config, credential) == NEWEST
    assert server.asked == []


async def test_a_server_is_asked_once_by_however_many_at_once(http, server, config, credential):
    server.answer = only(SEPTEMBER.sign)
    found = await asyncio.gather(*(layout_of(http, config, credential) for _ in range(5)))
    assert found == [SEPTEMBER] * 5
    assert len(server.asked) == 2


async def test_what_could_not_be_found_is_looked_for_again(http, server, config, credential):
    server.says(said("seed/16-me-bad-token"))
    with pytest.raises(TokenRefused):
        await layout_of(http, config, credential)
    server.answer = only(SEED.sign)
    assert await layout_of(http, config, credential) == SEED


@pytest.mark.parametrize("answer", [NO_ROUTE, Said(b"<!doctype html>")])
async def test_what_is_no_chatter_has_no_layout(http, server, config, credential, answer):
    server.says(answer)
    with pytest.raises(BadResponse):
        await layout_of(http, config, credential)


async def test_paths_that_are_set_overrule_the_layout(http, server, credential):
    config = ChatterConfig(base_url=server.url, layout=SEED, conversations="/c/", chat="/ask", streaming="/stream")
    expected = replace(SEED, conversations="/c/", chat="/ask", streaming="/stream")
    assert await layout_of(http, config, credential) == expected
