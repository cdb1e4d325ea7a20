"""What the chat API is asked for a page of the administrators: several things at once, none of them for long."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from time import monotonic

from webchat.upstream.errors import TimedOut, UpstreamError

PATIENCE = 10  # seconds, for one thing


@dataclass(frozen=True, slots=True)
class Report[Answer]:
    """What the chat API says about a subject, or why it says nothing."""

    subject: str
    answer: Answer | None
    error: UpstreamError | None
    milliseconds: int  # it took to tell


async def report[Answer](subject: str, question: Awaitable[Answer]) -> Report[Answer]:
    began = monotonic()
    answer, error = await _answer(question)
    return Report(subject, answer, error, milliseconds=round(1000 * (monotonic() - began)))


async def _answer[Answer](question: Awaitable[Answer]) -> tuple[Answer, None] | tuple[None, UpstreamError]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await question, None
    except TimeoutError:
        return None, TimedOut()
    except UpstreamError as error:
        return None, error
