import pytest

from webchat.upstream.chatter.layout import NEWEST, SEED
from webchat.upstream.chatter.parts import path_of, server_part
from webchat.upstream.types.server import PartKind


@pytest.mark.parametrize("kind", PartKind)
def test_every_part_has_its_path(kind):
    assert path_of(kind, SEED).startswith("/")
    assert path_of(kind, NEWEST).startswith("/") or kind in {PartKind.TOOL_SERVERS, PartKind.PERFORMANCE}


@pytest.mark.parametrize("kind", PartKind)
@pytest.mark.parametrize("answer", [None, [], {}, {"servers": [None]}, {"models": {}}, {"checks": None}, 3])
def test_a_part_may_lack_anything(kind, answer):
    part = server_part(kind, answer)
    assert (part.kind, part.items, part.raw) == (kind, (), answer)


def test_a_model_says_whose_it_is():
    wire = {"name": "gpt-4", "display_name": "GPT-4", "model_type": "llm", "provider": {"display_name": "OpenAI"}}
    [item] = server_part(PartKind.MODELS, {"models": [wire]}).items
    assert (item.name, item.facts) == ("GPT-4", {"name": "gpt-4", "model_type": "llm", "provider": "OpenAI"})


def test_a_template_says_which_tools_it_needs():
    wire = {"general": {"workflow_type": "tools", "required_tools": ["search", "run"], "description": "For code."}}
    [item] = server_part(PartKind.TEMPLATES, {"templates": wire}).items
    assert (item.name, item.description) == ("general", "For code.")
    assert item.facts == {"workflow_type": "tools", "required_tools": "search, run"}


@pytest.mark.parametrize(
    "answer", [{"tools": [{"name": "clock", "type": "builtin"}]}, [{"name": "clock", "type": "builtin"}]]
)
def test_tools_may_be_a_list_of_their_own(answer):
    [item] = server_part(PartKind.TOOLS, answer).items
    assert (item.name, item.facts) == ("clock", {"type": "builtin"})


@pytest.mark.parametrize("servers", [{"files": {"healthy": True}}, [{"name": "files", "healthy": True}]])
def test_tool_servers_may_be_a_map_or_a_list(servers):
    part = server_part(PartKind.TOOL_SERVERS, {"status": "healthy", "servers": servers, "last_check": None})
    assert part.facts == {"status": "healthy"}
    assert [(item.name, item.facts) for item in part.items] == [("files", {"healthy": True})]


def test_performance_is_whatever_is_counted():
    wire = {
        "total_executions": 7,
        "workflow_types": {"plain": 6, "rag": 1},
        "timestamp": 1795231581.9,
        "tool_stats": {},
    }
    facts = {"total_executions": 7, "workflow_types.plain": 6, "workflow_types.rag": 1}
    assert server_part(PartKind.PERFORMANCE, wire).facts == facts
