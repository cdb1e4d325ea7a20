"""The replies that run in this process: each is a task of the server, goes on when the browser leaves, and ends when
the upstream does, when it is stopped, or when the process shuts down."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings

from webchat.models import Reply, User
from webchat.replies import limits, store
from webchat.replies.limits import Message
from webchat.replies.log import ReplyLog
from webchat.replies.writing import write
from webchat.upstream.protocol import ChatClient


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
            self.log.end(self.cancelled_as)


_runs: dict[UUID, Run] = {}


def here() -> Mapping[UUID, Run]:
    """The runs of this process."""
    return _runs


async def find(user: User, send_key: str) -> Reply | None:
    if "\0" in send_key:
        return None  # no database looks for it
    return await Reply.objects.filter(user=user, send_key=send_key).afirst()


async def start(client: ChatClient, message: Message) -> Reply:
    """The reply to this message. The same key again is the same reply, however often and wherever it comes in. Raises
    LimitReached."""
    if _ending.is_set() or len(_runs) >= settings.REPLIES_PER_PROCESS:
        raise limits.ServerFull
    # A task of its own, in a context of its own: a browser that leaves right now cancels its request, and in the
    # request's context nobody may ask the database once it has ended. A row without its task would never be answered.
    task = asyncio.get_running_loop().create_task(_begin(client, message), context=Context())
    _starting.add(task)
    task.add_done_callback(_starting.discard)
    return await asyncio.shield(task)


_starting: set["asyncio.Task[Reply]"] = set()
_ending = asyncio.Event()  # the process takes no message any more


async def _begin(client: ChatClient, message: Message) -> Reply:
    admission = await limits.admit(message)
    reply = admission.reply
    if admission.is_new:
        log = ReplyLog(reply.id)
        task = asyncio.create_task(write(reply, log, client, message.prompt, admission.go_at))
        _runs[reply.id] = run = Run(log, task)
        task.add_done_callback(run.note_cancelled)  # not in the task: it may be cancelled before its first line
    return reply


async def stop(reply: Reply) -> None:
    """Stop a reply wherever it runs. Harmless when it has ended."""
    await Reply.objects.filter(id=reply.id, status=Reply.Status.RUNNING).aupdate(stop_requested=True)
    stop_here(reply.id)


async def withdraw(reply: Reply) -> bool:
    """Take a message back that has not gone to the upstream yet, wherever it waits. False if it has."""
    if not await limits.withdraw(reply):
        return False
    stop_here(reply.id)
    return True


def stop_here(reply_id: UUID) -> None:
    if run := _runs.get(reply_id):
        run.cancel("stopped")


async def stop_all(user: User) -> None:
    """Stop all that is being written for the user or waits for its turn, wherever it runs."""
    for reply_id in await limits.stop_all(user):
        stop_here(reply_id)


async def stop_chats(user: User, chat_ids: Collection[str]) -> None:
    """Stop what is being written in these chats of the user, or waits for its turn."""
    running = [reply async for reply in limits.running(user.pk)]
    for reply in running:
        if reply.chat_id in chat_ids:
            await stop(reply)


async def forget_chats(user: User, chat_ids: Sequence[str]) -> None:
    """Keep nothing of these chats of the user; stop what is being written in them."""
    for reply_id in await store.forget_chats(user, chat_ids):
        stop_here(reply_id)


def forget(reply_id: UUID) -> None:
    """The reply's end is in the database: whoever asks now is answered from there."""
    _runs.pop(reply_id, None)


@asynccontextmanager
async def running(grace: float) -> AsyncIterator[None]:
    """While the process serves. On the way out replies may come to their end for `grace` seconds, also those that begin
    meanwhile; what is left is interrupted."""
    _ending.clear()
    try:
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                while tasks := _unfinished():
                    await asyncio.wait(tasks)
        _ending.set()
        if _starting:
            await asyncio.wait(_starting)
        for run in _runs.values():
            if not run.task.done():
                run.cancel("interrupted")
        await asyncio.gather(*(run.task for run in _runs.values()), return_exceptions=True)


def _unfinished() -> set["asyncio.Task[None] | asyncio.Task[Reply]"]:
    return _starting | {run.task for run in _runs.values() if not run.task.done()}
