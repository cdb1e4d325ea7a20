"""What a reply's task does: it waits for its turn, asks the upstream, and logs what it says, to the end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from webchat.models import Reply
from webchat.rendering.reply import Sent, Waiting
from webchat.replies import limits, temporary
from webchat.replies.log import ReplyLog
from webchat.upstream.errors import RateLimited, UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types.prompts import Prompt
from webchat.upstream.types.replies import ReplyStarted, TextDelta

GLANCE = 0.25  # seconds between two looks whether a message that waits may go
TRIES = 3  # at an upstream that has too many requests
PAUSE = 2.0  # seconds before the second try, if the upstream does not say; twice as long before the third
LONGEST_PAUSE = 60.0  # seconds; whoever would have to wait longer is told so instead

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """It was stopped or taken back while it waited."""


async def write(reply: Reply, log: ReplyLog, client: ChatClient, prompt: Prompt, go_at: datetime | None) -> None:
    """`go_at` is when the prompt may go; None if another reply of its chat is ahead."""
    try:
        if reply.sent_at is None:
            await _wait_for_turn(reply, log, go_at)
        await _ask(reply, log, client, prompt)
        log.end()
    except (Stopped, Reply.DoesNotExist):  # its temporary chat was left
        log.end("stopped")
    except (UpstreamError, limits.LimitReached) as error:
        logger.warning("reply %s failed: %s", log.reply_id, type(error).__name__)
        log.end("failed", error.sentence, error.advice)
    except Exception:
        logger.exception("reply %s failed", log.reply_id)
        log.end("failed", UpstreamError.sentence, UpstreamError.advice)


async def _wait_for_turn(reply: Reply, log: ReplyLog, go_at: datetime | None) -> None:
    if go_at is None:
        log.append(Waiting("turn"))
    while go_at is None:
        await asyncio.sleep(GLANCE)
        go_at = await _insist(lambda: limits.place(reply))
    if go_at > timezone.now():
        await _wait_until(log, Waiting("rate", go_at), go_at)
    await _go(reply, log)


async def _ask(reply: Reply, log: ReplyLog, client: ChatClient, prompt: Prompt) -> None:
    """A prompt that the upstream did not take is tried again, in the chat that may have been made for it: nothing else
    of it has happened there."""
    for tries in count(1):
        try:
            await _copy(client, await _addressed(reply, log, client, prompt), log)
        except RateLimited as error:
            pause = error.retry_after if error.retry_after is not None else PAUSE * 2 ** (tries - 1)
            if log.has_begun or tries == TRIES or pause > LONGEST_PAUSE:
                raise
        else:
            return
        await _insist(lambda: limits.hold(reply))
        until = timezone.now() + timedelta(seconds=pause)
        await _wait_until(log, Waiting("busy", until), until)
        await _go(reply, log)


async def _addressed(reply: Reply, log: ReplyLog, client: ChatClient, prompt: Prompt) -> Prompt:
    """Of a temporary chat the upstream knows nothing: what was said in it goes along."""
    if prompt.save:
        return replace(prompt, chat_id=log.chat_id or reply.chat_id)
    history = await _insist(lambda: temporary.before(reply, client.capabilities.prompt_length))
    return replace(prompt, chat_id="", history=history)


async def _copy(client: ChatClient, prompt: Prompt, log: ReplyLog) -> None:
    """The upstream's reply into the log, within the limits."""
    size = 0
    log.begin()
    try:
        async with asyncio.timeout(settings.REPLY_SECONDS), aclosing(client.reply(prompt)) as events:
            async for event in events:
                if prompt.save or not isinstance(event, ReplyStarted):  # a temporary chat keeps its own id
                    log.append(event)
                size += len(event.text.encode()) if isinstance(event, TextDelta) else 0
                if size > settings.REPLY_BYTES:
                    raise limits.ReplyTooLong
    except TimeoutError as error:
        raise limits.ReplyTooSlow from error


async def _wait_until(log: ReplyLog, waiting: Waiting, moment: datetime) -> None:
    log.append(waiting)
    await asyncio.sleep((moment - timezone.now()).total_seconds())


async def _go(reply: Reply, log: ReplyLog) -> None:
    if not await _insist(lambda: limits.send(reply)):
        raise Stopped
    log.append(Sent())


async def _insist[T](ask: Callable[[], Awaitable[T]]) -> T:
    """A database that is away for a moment must not cost a message that waits."""
    while True:
        try:
            return await ask()
        except (OperationalError, InterfaceError):
            await asyncio.sleep(GLANCE)
