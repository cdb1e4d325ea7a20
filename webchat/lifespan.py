"""What lives as long as a server process: begun before its first request, ended after its last."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from webchat import audit, connection
from webchat.accounts import sessions
from webchat.company import sign_in
from webchat.deletions import sending
from webchat.replies import beat

logger = logging.getLogger(__name__)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Enter here what every process needs, in the order it depends on each other; it is left the other way round."""
    chores = sending.send_due, sessions.keep, audit.forget_old
    async with connection.opened(), sign_in.opened(), sending.running(), beat.beating(*chores):
        yield


class Lifespan:
    """Django knows nothing of ASGI's lifespan messages; this answers them and passes everything else on."""

    def __init__(self, app: ASGI3Application, running: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self.app = app
        self.running = running

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.app(scope, receive, send)

    async def _live(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        started = False
        try:
            await receive()
            async with self.running():
                started = True
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            logger.exception("this process could not %s", "end cleanly" if started else "start")
            if started:
                await send({"type": "lifespan.shutdown.failed", "message": str(error)})
            else:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
        else:
            await send({"type": "lifespan.shutdown.complete"})
