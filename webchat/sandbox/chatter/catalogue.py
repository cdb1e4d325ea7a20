"""What the server offers: providers, models, profiles, templates, tools. Names and shapes are Chatter's; what they are
said to be is the truth about a sandbox."""

from webchat.sandbox.chatter.access import Call
from webchat.sandbox.chatter.fields import Field
from webchat.sandbox.chatter.problems import Problem, not_found
from webchat.sandbox.chatter.wire import Wire

_TIMES = {"created_at": "2026-01-05T08:00:00.000000Z", "updated_at": "2026-01-05T08:00:00.000000Z"}

MODEL = "Quotes"
PROVIDER: Wire = {
    "name": "openai",  # the only one Chatter comes with
    "provider_type": "openai",
    "display_name": "Sandbox",
    "description": "Quotes what it finds. There is no language model behind it.",
    "api_key_required": True,
    "base_url": "http://127.0.0.1/v1",
    "default_config": {"max_retries": 3, "timeout": 60},
    "is_active": True,
    "is_default": True,
    "id": "01KE70PV00SANDB0XPR0V1DER0",
    **_TIMES,
}
_QUOTES: Wire = {
    "name": "quotes",
    "model_type": "llm",
    "display_name": MODEL,
    "description": "Full-text search over a handbook and over documents.",
    "model_name": "quotes",
    "max_tokens": 4096,
    "context_length": 8192,
    "dimensions": None,
    "chunk_size": None,
    "supports_batch": False,
    "max_batch_size": None,
    "default_config": {"temperature": 0.7, "top_p": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0},
    "is_active": True,
    "is_default": True,
    "id": "01KE70PV00SANDB0XM0DE10001",
    "provider_id": PROVIDER["id"],
    **_TIMES,
    "provider": PROVIDER,
}
_WORDS: Wire = {
    **_QUOTES,
    "name": "words",
    "model_type": "embedding",
    "display_name": "Words",
    "description": "What a document is found by: its words.",
    "model_name": "words",
    "max_tokens": None,
    "context_length": None,
    "dimensions": 3072,
    "chunk_size": 8191,
    "supports_batch": True,
    "max_batch_size": 2048,
    "default_config": {"encoding_format": "float"},
    "id": "01KE70PV00SANDB0XM0DE10002",
}
_PROFILE: Wire = {
    "name": "Balanced",
    "description": "The only way a sandbox answers.",
    "profile_type": "conversational",
    "llm_provider": PROVIDER["name"],
    "llm_model": _QUOTES["name"],
    "temperature": 0.7,
    "top_p": 0.9,
    "top_k": None,
    "max_tokens": 2048,
    "presence_penalty": None,
    "frequency_penalty": None,
    "context_window": 4096,
    "system_prompt": "You quote what you find.",
    "memory_enabled": True,
    "memory_strategy": None,
    "enable_retrieval": False,
    "retrieval_limit": 5,
    "retrieval_score_threshold": 0.7,
    "enable_tools": False,
    "available_tools": None,
    "tool_choice": None,
    "content_filter_enabled": True,
    "safety_level": None,
    "response_format": None,
    "stream_response": True,
    "seed": None,
    "stop_sequences": None,
    "logit_bias": None,
    "embedding_provider": None,
    "embedding_model": None,
    "is_public": True,
    "tags": [],
    "extra_metadata": None,
    "id": "01KE70PV00SANDB0XPR0F11E00",
    "owner_id": "01KE70PV00SANDB0X0WNER0000",
    "usage_count": 0,
    "total_tokens_used": 0,
    "total_cost": 0.0,
    "last_used_at": None,
    **_TIMES,
}
_TEMPLATES: tuple[Wire, ...] = (
    {
        "name": "general_chat",
        "workflow_type": "plain",
        "description": "General conversation assistant",
        "required_tools": [],
        "required_retrievers": [],
        "default_params": {
            "enable_memory": True,
            "memory_window": 20,
            "system_message": "You are a helpful assistant.",
        },
    },
    {
        "name": "document_qa",
        "workflow_type": "rag",
        "description": "Document question answering with retrieval",
        "required_tools": [],
        "required_retrievers": ["document_store"],
        "default_params": {
            "enable_memory": False,
            "max_documents": 15,
            "similarity_threshold": 0.7,
            "system_message": "You are a document analysis assistant.",
        },
    },
    {
        "name": "code_assistant",
        "workflow_type": "tools",
        "description": "Programming assistant with code tools",
        "required_tools": ["execute_code", "search_docs", "generate_tests"],
        "required_retrievers": [],
        "default_params": {
            "enable_memory": True,
            "memory_window": 100,
            "max_tool_calls": 10,
            "system_message": "You are an expert programming assistant.",
        },
    },
)
_TOOLS: tuple[Wire, ...] = (
    {
        "name": "calculator",
        "description": "Perform basic mathematical calculations",
        "type": "builtin",
        "args_schema": {
            "description": "Calculate a mathematical expression safely.",
            "properties": {"expression": {"title": "Expression", "type": "string"}},
            "required": ["expression"],
            "title": "calculator",
            "type": "object",
        },
    },
    {
        "name": "get_time",
        "description": "Get the current date and time",
        "type": "builtin",
        "args_schema": {
            "description": "Get the current date and time.",
            "properties": {},
            "title": "get_time",
            "type": "object",
        },
    },
)
_MORE = "\n    For further information visit https://errors.pydantic.dev/2.11/v/missing"
_PERFORMANCE = (
    "total_executions",
    "avg_execution_time_ms",
    "min_execution_time_ms",
    "max_execution_time_ms",
    "workflow_types",
    "error_counts",
    "cache_stats",
    "tool_stats",
)

PAGED = (
    Field(name="page", kind=int, default=1, least=1),
    Field(name="per_page", kind=int, default=20, least=1, most=100),
)


def providers(call: Call) -> Wire:
    return _page(call, "providers", [PROVIDER])


def models(call: Call) -> Wire:
    return _page(call, "models", [_QUOTES, _WORDS])


def default_provider(call: Call) -> Wire:
    if call.path["model_type"] not in {"llm", "embedding"}:
        raise not_found("provider")
    return PROVIDER


def profiles(call: Call) -> Wire:
    """Public ones were hidden at first."""
    limit, offset = call.query["limit"], call.query["offset"]
    known = [_PROFILE] if call.layout.rated else []
    listed = known[offset : offset + limit]
    return {"profiles": listed, "total_count": len(known), "limit": limit, "offset": offset}


def templates(call: Call) -> Wire | list[Wire]:
    if not call.layout.workflows:
        return list(_TEMPLATES)
    return {"templates": {each["name"]: each for each in _TEMPLATES}, "total_count": len(_TEMPLATES)}


def tools(call: Call) -> Wire | list[Wire]:
    return {"tools": list(_TOOLS)} if call.layout.workflows else list(_TOOLS)


def tool_servers(_: Call) -> Wire:
    """Its own model does not fit what it would answer."""
    sent = "{'enabled': False, 'status': 'disabled'}"
    wrong = f"servers\n  Field required [type=missing, input_value={sent}, input_type=dict]{_MORE}"
    raise Problem(500, f"Failed to get MCP status: 1 validation error for McpStatusResponse\n{wrong}")


def performance(_: Call) -> Wire:
    """As above."""
    field = "Field required [type=missing, input_value={'total_requests': 1000, ...}, input_type=dict]"
    wrong = "\n".join(f"{name}\n  {field}{_MORE}" for name in _PERFORMANCE)
    count = f"{len(_PERFORMANCE)} validation errors for PerformanceStatsResponse"
    raise Problem(500, f"Failed to get performance stats: {count}\n{wrong}")


def _page(call: Call, name: str, known: list[Wire]) -> Wire:
    page, per_page = call.query["page"], call.query["per_page"]
    listed = known[(page - 1) * per_page : page * per_page]
    return {name: listed, "total": len(known), "page": page, "per_page": per_page}
