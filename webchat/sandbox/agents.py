"""Agents: other ways to answer, by name. As in the real API, one that has a form cannot be chatted with."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webchat.sandbox.access import Refused, operation, user_of
from webchat.sandbox.backend import Backend
from webchat.sandbox.wire import Wire

_DESCRIPTIONS = {
    "brief": ("Brief", "Quotes the two passages that fit best."),
    "thorough": ("Thorough", "Quotes up to four passages."),
    "form": ("Expense form", "Takes a form, not a chat."),
}
EFFORTS = {"brief": "FAST", "thorough": "ADVANCED"}  # of the agents that can be chatted with


@operation
def search(_: Backend, __: str, body: Wire) -> Wire:
    name = body.get("name")
    wanted = name.lower() if isinstance(name, str) else ""
    return {"agents": [_agent(each) for each, (title, _) in _DESCRIPTIONS.items() if wanted in title.lower()]}


async def get(request: Request) -> Response:
    user_of(request)
    agent_id = request.path_params["agent_id"]
    if agent_id not in _DESCRIPTIONS:
        raise unknown()
    return JSONResponse(_agent(agent_id))


def unknown() -> Refused:
    return Refused(JSONResponse({"message": "Agent not found"}, 404))


def _agent(agent_id: str) -> Wire:
    name, description = _DESCRIPTIONS[agent_id]
    capabilities = {"ap.io.messages": agent_id in EFFORTS, "ap.io.streaming": True}
    return {"agent_id": agent_id, "name": name, "description": description, "capabilities": capabilities}
