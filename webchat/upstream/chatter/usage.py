"""What a reply has cost. Nought and null mean that nobody counted."""

import re

from webchat.upstream.types.replies import Usage
from webchat.upstream.wire import Wire, first_string, integer

NOTHING = Usage()
CLASS_NAME = re.compile(r"Chat[A-Z]\w*")  # "ChatOpenAI": what the server calls models with, not a model


def usage(wire: Wire) -> Usage:
    model = first_string(wire, "model_used", "model")
    return Usage(
        prompt_tokens=_count(wire, "prompt_tokens", "input_tokens"),
        completion_tokens=_count(wire, "completion_tokens", "output_tokens"),
        milliseconds=_count(wire, "response_time_ms", "execution_time_ms"),
        model="" if CLASS_NAME.fullmatch(model) else model,
    )


def added(before: Usage, call: Usage) -> Usage:
    """With one more call of a model."""
    return Usage(
        prompt_tokens=_sum(before.prompt_tokens, call.prompt_tokens),
        completion_tokens=_sum(before.completion_tokens, call.completion_tokens),
        milliseconds=_sum(before.milliseconds, call.milliseconds),
        model=call.model or before.model,
    )


def corrected(before: Usage, total: Usage) -> Usage:
    """By what is said of the whole."""
    return Usage(
        prompt_tokens=total.prompt_tokens or before.prompt_tokens,
        completion_tokens=total.completion_tokens or before.completion_tokens,
        milliseconds=total.milliseconds or before.milliseconds,
        model=total.model or before.model,
    )


def said(found: Usage) -> Usage | None:
    return None if found == NOTHING else found


def _count(wire: Wire, *names: str) -> int | None:
    return next((count for name in names if (count := integer(wire.get(name)))), None)


def _sum(first: int | None, second: int | None) -> int | None:
    return (first or 0) + (second or 0) or None
