"""A reply's task: it belongs to the server, goes on when the browser leaves, and ends when the upstream does, when
it is stopped, or when the process shuts down."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from contextvars import Context
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from webchat.models import AttachedFile, Reply, User
from webchat.rendering.reply import Ended
from webchat.replies import store
from webchat.replies.log import ReplyLog
from webchat.upstream.errors import UpstreamError
from webchat.upstream.protocol import ChatClient
from webchat.upstream.types import Prompt

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Run:
    """A reply of this process, from its start until the beat has committed its end."""

    log: ReplyLog
    task: "asyncio.Task[None]"
    cancelled_as: Literal["stopped", "interrupted"] = "interrupted"

    def cancel(self, status: Literal["stopped", "interrupted"]) -> None:
        self.cancelled_as = status
        self.task.cancel()

    def note_cancelled(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            self.log.append(Ended(self.cancelled_as))


_runs: dict[UUID, Run] = {}


def here() -> Mapping[UUID, Run]:
    """The runs of this process."""
    return _runs


async def find(user: User, send_key: str) -> Reply | None:
    if "\0" in send_key:
        return None  # no database looks for it
    return await Reply.objects.filter(user=user, send_key=send_key).afirst()


async def is_answering(user: User, chat_id: str) -> bool:
    """Whether a reply of this chat is under way; a chat takes one turn at a time."""
    running = Reply.objects.filter(user=user, chat_id=chat_id, status=Reply.Status.RUNNING)
    here = [run.log.reply_id for run in _runs.values() if run.log.ended]  # not committed yet
    return bool(chat_id) and await running.exclude(id__in=here).aexists()


async def start(
    user: User, client: ChatClient, prompt: Prompt, send_key: str, files: Sequence[AttachedFile] = ()
) -> Reply:
    """The reply to this prompt. The same key again is the same reply, however often and wherever it comes in."""
    # A task of its own, in a context of its own: a browser that leaves right now cancels its request, and the request's
    # context holds a thread for the database that ends with it. A row without its task would never be answered.
    begin = _begin(user, client, prompt, send_key, files)
    task = asyncio.get_running_loop().create_task(begin, context=Context())
    _starting.add(task)
    task.add_done_callback(_starting.discard)
    return await asyncio.shield(task)


_starting: set["asyncio.Task[Reply]"] = set()


async def _begin(user: User, client: ChatClient, prompt: Prompt, send_key: str, files: Sequence[AttachedFile]) -> Reply:
    reply, is_new = await Reply.objects.aget_or_create(
        user=user, send_key=send_key, defaults={"prompt": prompt.text, "chat_id": prompt.chat_id}
    )
    if is_new:
        await AttachedFile.objects.filter(id__in=[file.id for file in files]).aupdate(sent_with=reply.id)
        log = ReplyLog(reply.id)
        task = asyncio.create_task(_write(log, client, prompt))
        _runs[reply.id] = run = Run(log, task)
        task.add_done_callback(run.note_cancelled)  # not in the task: it may be cancelled before its first line
    return reply


async def _write(log: ReplyLog, client: ChatClient, prompt: Prompt) -> None:
    try:
        async with aclosing(client.reply(prompt)) as events:
            async for event in events:
                log.append(event)
        log.append(Ended())
    except UpstreamError as error:
        logger.warning("reply %s failed: %s", log.reply_id, type(error).__name__)
        log.append(Ended("failed", error.sentence, error.advice))
    except Exception:
        logger.exception("reply %s failed", log.reply_id)
        log.append(Ended("failed", UpstreamError.sentence, UpstreamError.advice))


async def stop(reply: Reply) -> None:
    """Stop a reply wherever it runs. Harmless when it has ended."""
    await Reply.objects.filter(id=reply.id, status=Reply.Status.RUNNING).aupdate(stop_requested=True)
    stop_here(reply.id)


def stop_here(reply_id: UUID) -> None:
    if run := _runs.get(reply_id):
        run.cancel("stopped")


async def forget_chats(user: User, chat_ids: Sequence[str] | None) -> None:
    """Keep nothing of these chats of the user, or of all of them; stop what is being written in them."""
    for reply_id in await store.forget_chats(user, chat_ids):
        stop_here(reply_id)


def forget(reply_id: UUID) -> None:
    """The reply's end is in the database: whoever asks now is answered from there."""
    _runs.pop(reply_id, None)


async def finish(grace: float) -> None:
    """Let what runs come to its end for `grace` seconds; what is left is interrupted."""
    tasks = [run.task for run in _runs.values()]
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=grace)
    for run in _runs.values():
        if run.task in late:
            run.cancel("interrupted")
    await asyncio.gather(*tasks, return_exceptions=True)
