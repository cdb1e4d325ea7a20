"""Whom a new chat is with: an application of this deployment, or an agent somebody has built in the chat API."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from webchat.connection import client_for
from webchat.requests import LONGEST_ID, Request
from webchat.upstream.errors import UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.saved import Agent, Application

PATIENCE = 3  # seconds, for what one assistant says about itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    kind: Literal["application", "agent"]  # the field of a message that carries its id
    id: str
    name: str
    description: str = ""
    starters: Sequence[str] = ()  # prompts to begin with
    sources: Sequence[str] = ()  # names of what it draws on


@dataclass(frozen=True, slots=True)
class Choice:
    """Those whose name contains what was searched for."""

    applications: Sequence[Assistant] = ()
    agents: Sequence[Assistant] = ()
    error: UpstreamError | None = None  # why agents could not be listed


@require_GET
async def index(request: Request) -> HttpResponse:
    """All there are, or those whose name contains `q`."""
    name = request.GET.get("q", "").strip()[:LONGEST_ID]
    choice = await _choice(client_for(request.user), name)
    template = "assistants/index.html"
    if request.htmx:
        template += "#found" if "q" in request.GET else "#choice"
    return render(request, template, {"choice": choice, "q": name})


def can_choose(client: ChatClient) -> bool:
    return client.capabilities.agents or len(application_ids(client)) > 1


def application_ids(client: ChatClient) -> Sequence[str]:
    """Those of this deployment, if the chat API has such a thing."""
    ids: Sequence[str] = settings.APPLICATIONS if client.capabilities.applications else ()
    return ids


async def chosen(client: ChatClient, query: Mapping[str, str]) -> Assistant | None:
    """The one that the address of a page names, or else the first application, if there is any. Raises Http404 for an
    application that is not configured, NotFound for an agent that is not there."""
    if (agent_id := query.get("agent")) and client.capabilities.agents:
        return _from_agent(await client.agent(agent_id))
    known = application_ids(client)
    application_id = query.get("application") or next(iter(known), "")
    if not application_id:
        return None
    if application_id not in known:
        raise Http404
    return await _application(client, application_id)


async def asked(client: ChatClient, choice: Mapping[str, str]) -> Assistant | None:
    """The one that a chat is with, as far as there is one and it can be had now."""
    if not (choice.get("agent") or choice.get("application")):
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await chosen(client, choice)
    except (Http404, TimeoutError, UpstreamError):
        return None


async def _choice(client: ChatClient, name: str) -> Choice:
    applications = await asyncio.gather(*(_application(client, each) for each in application_ids(client)))
    found = [each for each in applications if name.lower() in each.name.lower()]
    if not client.capabilities.agents:
        return Choice(found)
    try:
        return Choice(found, [_from_agent(agent) for agent in await client.agents(name)])
    except UpstreamError as error:
        return Choice(found, error=error)


async def _application(client: ChatClient, application_id: str) -> Assistant:
    """One that says nothing about itself can be asked all the same."""
    try:
        async with asyncio.timeout(PATIENCE):
            application = await client.application(application_id)
    except (TimeoutError, UpstreamError):
        application = Application(application_id)
    return Assistant(
        kind="application",
        id=application_id,
        name=application.name or application_id,
        description=application.description,
        starters=application.starters,
        sources=application.sources,
    )


def _from_agent(agent: Agent) -> Assistant:
    return Assistant(kind="agent", id=agent.id, name=agent.name or agent.id, description=agent.description)
