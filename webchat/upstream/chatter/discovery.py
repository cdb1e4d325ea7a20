"""Which layout a server has."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from webchat.upstream.chatter.config import ChatterConfig
from webchat.upstream.chatter.layout import LAYOUTS, Layout
from webchat.upstream.chatter.requests import chatter_request, parsed
from webchat.upstream.credential import Credential
from webchat.upstream.errors import BadResponse, NotFound
from webchat.upstream.http import HttpClient


async def layout_of(http: HttpClient, config: ChatterConfig, credential: Credential | None) -> Layout:
    return config.overruled(config.layout or await config.found_layout.get(partial(_find, http, config, credential)))


async def _find(http: HttpClient, config: ChatterConfig, credential: Credential | None) -> Layout:
    """Only a 404 says that a layout is another one; whatever else goes wrong says nothing, and is raised."""
    for layout in LAYOUTS.values():
        request = chatter_request(config, "GET", layout.sign)
        with suppress(NotFound):
            parsed(await http.fetch(replace(request, params={"limit": "1"}, credential=credential, repeatable=True)))
            return layout
    raise BadResponse("there is no Chatter at this address, or in a layout of its own")
